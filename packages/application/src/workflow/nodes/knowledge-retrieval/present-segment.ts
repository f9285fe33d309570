import type { JsonObject } from '@weft/domain/kernel'
import type { RetrievedSegment } from '@weft/domain/knowledge'

/** A segment as nodes, prompts and clients know it. */
export function presentSegment(segment: RetrievedSegment, index: number): JsonObject {
  return {
    metadata: {
      _source: 'knowledge',
      position: index + 1,
      dataset_id: segment.datasetId,
      dataset_name: segment.datasetName,
      document_id: segment.documentId,
      document_name: segment.documentName,
      data_source_type: segment.dataSourceType ?? null,
      segment_id: segment.segmentId,
      retriever_from: 'workflow',
      score: segment.score ?? 0,
      child_chunks: segment.childChunks.map((chunk) => ({ ...chunk })),
      segment_hit_count: segment.hitCount ?? null,
      segment_word_count: segment.wordCount ?? null,
      segment_position: segment.position ?? null,
      segment_index_node_hash: segment.indexNodeHash ?? null,
      doc_metadata: segment.documentMetadata ?? null,
    },
    title: segment.title,
    files: segment.files,
    content: contentOf(segment),
    summary: segment.summary ?? null,
  }
}

function contentOf({ content, answer }: RetrievedSegment): string {
  return answer === undefined ? content : `question:${content} \nanswer:${answer}`
}

/** Best first; segments without a score come last. */
export function byScore(a: RetrievedSegment, b: RetrievedSegment): number {
  return (b.score ?? 0) - (a.score ?? 0)
}
