import { isJsonObject, type JsonObject } from '@weft/domain/kernel'

/** Keys of a resource and where a knowledge item keeps them in its metadata. */
const FROM_METADATA = {
  position: 'position',
  dataset_id: 'dataset_id',
  dataset_name: 'dataset_name',
  document_id: 'document_id',
  document_name: 'document_name',
  data_source_type: 'data_source_type',
  segment_id: 'segment_id',
  retriever_from: 'retriever_from',
  score: 'score',
  hit_count: 'segment_hit_count',
  word_count: 'segment_word_count',
  segment_position: 'segment_position',
  index_node_hash: 'segment_index_node_hash',
  page: 'page',
  doc_metadata: 'doc_metadata',
} as const

/** What clients are told of a knowledge item an answer is based on. */
export function retrieverResource(item: JsonObject): JsonObject {
  const metadata = isJsonObject(item['metadata']) ? item['metadata'] : {}
  const known = Object.entries(FROM_METADATA).map(([key, source]) => [
    key,
    metadata[source] ?? null,
  ])
  return {
    ...(Object.fromEntries(known) as JsonObject),
    content: item['content'] ?? null,
    files: item['files'] ?? null,
    summary: item['summary'] ?? null,
  }
}
