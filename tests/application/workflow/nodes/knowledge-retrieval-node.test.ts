import { TokenUsage, type JsonObject } from '@weft/domain/kernel'
import {
  RetrievalFailed,
  RetrievalRateLimited,
  type KnowledgeRetriever,
  type RetrievalRequest,
  type RetrievedSegment,
} from '@weft/domain/knowledge'
import { createFileValue } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { kindOf, run, segmentOf, text, type Variables } from './node-harness.js'
import { outputsOf, tokens } from './turn-model.js'

const segment = (changes: Partial<RetrievedSegment> = {}): RetrievedSegment => ({
  datasetId: 'd1',
  datasetName: 'Handbook',
  documentId: 'doc1',
  documentName: 'weaving.md',
  dataSourceType: 'upload_file',
  segmentId: 's1',
  score: 0.5,
  content: 'Warp comes first.',
  answer: undefined,
  summary: undefined,
  title: 'weaving.md',
  files: [],
  childChunks: [{ id: 'c1', content: 'Warp', position: 1, score: 0.5 }],
  hitCount: 3,
  wordCount: 17,
  position: 2,
  indexNodeHash: 'hash',
  documentMetadata: { author: 'Ada' },
  ...changes,
})

class Shelf implements KnowledgeRetriever {
  readonly requests: RetrievalRequest[] = []

  constructor(private readonly found: readonly RetrievedSegment[] | Error = []) {}

  retrieve(_tenantId: unknown, request: RetrievalRequest) {
    this.requests.push(request)
    if (this.found instanceof Error) return Promise.reject(this.found)
    return Promise.resolve({ segments: this.found, usage: tokens(7, 0) })
  }
}

const data: JsonObject = {
  query_variable_selector: ['a', 'q'],
  dataset_ids: ['d1', 'd2'],
  retrieval_mode: 'multiple',
  multiple_retrieval_config: { top_k: 4, score_threshold: null, reranking_enable: false },
}
const image = createFileValue({ type: 'image', transferMethod: 'remote_url', remoteUrl: 'x:/y' })

function look(
  knowledge: Shelf | undefined,
  changes: JsonObject = {},
  variables: Variables = { 'a.q': text('warp?') },
) {
  const kind = kindOf('knowledge-retrieval', { services: knowledge ? { knowledge } : {} })
  return run(kind, { ...data, ...changes }, variables)
}

describe('knowledge-retrieval', () => {
  it('gives what was found, the best first', async () => {
    const outcome = await look(new Shelf([segment(), segment({ segmentId: 's2', score: 0.9 })]))
    expect(outcome).toMatchObject({
      type: 'succeeded',
      inputs: { query: 'warp?' },
      outputTypes: { result: 'array[object]' },
      metadata: { total_tokens: 7 },
      processData: { usage: { total_tokens: 7 } },
    })
    const result = outputsOf(outcome)?.['result'] as readonly JsonObject[]
    expect(result.map(({ metadata }) => metadata)).toMatchObject([
      { segment_id: 's2', position: 1, score: 0.9 },
      { segment_id: 's1', position: 2, score: 0.5 },
    ])
    expect(result[1]).toEqual({
      metadata: {
        _source: 'knowledge',
        position: 2,
        dataset_id: 'd1',
        dataset_name: 'Handbook',
        document_id: 'doc1',
        document_name: 'weaving.md',
        data_source_type: 'upload_file',
        segment_id: 's1',
        retriever_from: 'workflow',
        score: 0.5,
        child_chunks: [{ id: 'c1', content: 'Warp', position: 1, score: 0.5 }],
        segment_hit_count: 3,
        segment_word_count: 17,
        segment_position: 2,
        segment_index_node_hash: 'hash',
        doc_metadata: { author: 'Ada' },
      },
      title: 'weaving.md',
      files: [],
      content: 'Warp comes first.',
      summary: null,
    })
  })

  it('writes questions and answers as one text', async () => {
    const outcome = await look(new Shelf([segment({ content: 'What?', answer: 'That.' })]))
    expect(outputsOf(outcome)?.['result']).toMatchObject([
      { content: 'question:What? \nanswer:That.' },
    ])
  })

  it.each<[string, JsonObject, object]>([
    [
      'multiple, unranked',
      {},
      { type: 'multiple', topK: 4, scoreThreshold: 0, ranking: { type: 'none' } },
    ],
    [
      'multiple with weights',
      {
        multiple_retrieval_config: {
          top_k: 6,
          score_threshold: 0.3,
          reranking_mode: 'weighted_score',
          reranking_model: { provider: '', model: '' },
          weights: {
            vector_setting: {
              vector_weight: 0.7,
              embedding_provider_name: 'p',
              embedding_model_name: 'm',
            },
            keyword_setting: { keyword_weight: 0.3 },
          },
        },
      },
      {
        type: 'multiple',
        topK: 6,
        scoreThreshold: 0.3,
        ranking: {
          type: 'weighted-score',
          vectorWeight: 0.7,
          keywordWeight: 0.3,
          embeddingModel: { provider: 'p', name: 'm' },
        },
      },
    ],
    [
      'multiple with a model that was not chosen',
      { multiple_retrieval_config: { top_k: 1, reranking_model: { provider: '', model: '' } } },
      {
        type: 'multiple',
        topK: 1,
        scoreThreshold: 0,
        ranking: { type: 'reranking-model', model: undefined },
      },
    ],
    [
      'single',
      {
        retrieval_mode: 'single',
        single_retrieval_config: {
          model: { provider: 'p', name: 'm', mode: 'chat', completion_params: { temperature: 0 } },
        },
      },
      { type: 'single', model: { provider: 'p', name: 'm' }, parameters: { temperature: 0 } },
    ],
  ])('asks for %s', async (_, changes, strategy) => {
    const shelf = new Shelf()
    await look(shelf, changes)
    expect(shelf.requests).toEqual([
      {
        datasetIds: ['d1', 'd2'],
        query: 'warp?',
        attachments: [],
        strategy,
        metadataFilter: { type: 'disabled' },
      },
    ])
  })

  it('fills variables into the conditions on metadata', async () => {
    const shelf = new Shelf()
    await look(shelf, {
      metadata_filtering_mode: 'manual',
      metadata_filtering_conditions: {
        logical_operator: 'or',
        conditions: [
          { id: '1', name: 'author', comparison_operator: 'is', value: '{{#a.q#}}' },
          { name: 'year', comparison_operator: '≥', value: 1900 },
          { name: 'note', comparison_operator: 'empty' },
        ],
      },
    })
    expect(shelf.requests[0]?.metadataFilter).toEqual({
      type: 'manual',
      operator: 'or',
      conditions: [
        { name: 'author', operator: 'is', value: 'warp?' },
        { name: 'year', operator: '≥', value: 1900 },
        { name: 'note', operator: 'empty', value: null },
      ],
    })
  })

  it('finds nothing where nothing is asked, without knowledge bases even', async () => {
    for (const knowledge of [undefined, new Shelf([segment()])])
      expect(await look(knowledge, { query_variable_selector: [] })).toMatchObject({
        type: 'succeeded',
        outputs: { result: [] },
        usage: TokenUsage.none,
      })
  })

  it('looks for what is like a file', async () => {
    const shelf = new Shelf()
    const changes = { query_variable_selector: null, query_attachment_selector: ['a', 'f'] }
    await look(shelf, changes, { 'a.f': segmentOf([image]) })
    expect(shelf.requests[0]).toMatchObject({ query: '', attachments: [image] })
  })

  it.each<[string, JsonObject, Variables, string]>([
    ['a query that is no text', {}, { 'a.q': segmentOf(5) }, 'Query variable is not string type.'],
    [
      'attachments that are no files',
      { query_attachment_selector: ['a', 'f'] },
      { 'a.f': text('x') },
      'Attachments variable is not array file or file type.',
    ],
    [
      'single without settings',
      { retrieval_mode: 'single' },
      { 'a.q': text('x') },
      'single_retrieval_config is required',
    ],
    [
      'multiple without settings',
      { multiple_retrieval_config: null },
      { 'a.q': text('x') },
      'multiple_retrieval_config is required',
    ],
    [
      'weights that are missing',
      { multiple_retrieval_config: { top_k: 1, reranking_mode: 'weighted_score' } },
      { 'a.q': text('x') },
      'weights is required',
    ],
  ])('fails for %s', async (_, changes, variables, error) => {
    expect(await look(new Shelf(), changes, variables)).toMatchObject({ type: 'failed', error })
  })

  it('names what went wrong with the search', async () => {
    expect(await look(new Shelf(new RetrievalRateLimited()))).toMatchObject({
      type: 'failed',
      errorType: 'RateLimitExceeded',
      error: 'Sorry, you have reached the knowledge base request rate limit of your subscription.',
    })
    expect(await look(new Shelf(new RetrievalFailed('The index is gone.')))).toMatchObject({
      errorType: 'RetrievalFailed',
      error: 'The index is gone.',
    })
  })

  it('says what to set up where there are no knowledge bases', async () => {
    expect(await look(undefined)).toMatchObject({
      type: 'failed',
      error: expect.stringContaining('`knowledge`') as string,
    })
  })
})
