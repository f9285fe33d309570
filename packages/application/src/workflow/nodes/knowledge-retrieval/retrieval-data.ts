import type { RetrievalRanking, RetrievalStrategy } from '@weft/domain/knowledge'
import type { ModelRef } from '@weft/domain/model'
import type { NodeData, Selector } from '@weft/domain/workflow'
import { parseModel } from './model-choice.js'
import { parseMetadataFilter, type MetadataFilterTemplate } from './metadata-filter.js'

/** What a knowledge-retrieval node was configured to do. */
export type RetrievalData = {
  readonly query: Selector | undefined
  readonly attachments: Selector | undefined
  readonly datasetIds: readonly string[]
  readonly strategy: RetrievalStrategy | MissingStrategy
  readonly metadataFilter: MetadataFilterTemplate
}

/** The settings are not there: told when the node runs. */
type MissingStrategy = { readonly type: 'missing'; readonly problem: string }

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseRetrievalData(data: NodeData): RetrievalData {
  return {
    query: data.optionalSelector('query_variable_selector'),
    attachments: data.optionalSelector('query_attachment_selector'),
    datasetIds: data.list('dataset_ids').filter((id) => typeof id === 'string'),
    strategy:
      data.word('retrieval_mode', ['single', 'multiple'], 'multiple') === 'single'
        ? parseSingle(data.child('single_retrieval_config'))
        : parseMultiple(data.child('multiple_retrieval_config')),
    metadataFilter: parseMetadataFilter(data),
  }
}

function parseSingle(data: NodeData | undefined): RetrievalData['strategy'] {
  if (!data) return missing('single_retrieval_config is required')
  return { type: 'single', ...parseModel(data.child('model')) }
}

const DEFAULT_TOP_K = 4

function parseMultiple(data: NodeData | undefined): RetrievalData['strategy'] {
  if (!data) return missing('multiple_retrieval_config is required')
  const ranking = parseRanking(data)
  if (ranking === undefined) return missing('weights is required')
  return {
    type: 'multiple',
    topK: data.integer('top_k', DEFAULT_TOP_K),
    scoreThreshold: parseThreshold(data),
    ranking,
  }
}

function parseThreshold(data: NodeData): number {
  const threshold = data.raw('score_threshold') ?? 0
  return typeof threshold === 'number'
    ? threshold
    : data.refuse('score_threshold', 'must be a number')
}

/** Nothing when weights are asked for and not given. */
function parseRanking(data: NodeData): RetrievalRanking | undefined {
  if (!data.flag('reranking_enable', true)) return { type: 'none' }
  const mode = data.word('reranking_mode', ['reranking_model', 'weighted_score'], 'reranking_model')
  if (mode === 'weighted_score') return parseWeights(data.child('weights'))
  const model = data.child('reranking_model')
  return {
    type: 'reranking-model',
    model: toModelRef(model?.text('provider', ''), model?.text('model', '')),
  }
}

function parseWeights(data: NodeData | undefined): RetrievalRanking | undefined {
  const vector = data?.child('vector_setting')
  const keyword = data?.child('keyword_setting')
  if (!vector || !keyword) return undefined
  return {
    type: 'weighted-score',
    vectorWeight: parseWeight(vector, 'vector_weight'),
    keywordWeight: parseWeight(keyword, 'keyword_weight'),
    embeddingModel: toModelRef(
      vector.text('embedding_provider_name', ''),
      vector.text('embedding_model_name', ''),
    ),
  }
}

function parseWeight(data: NodeData, field: string): number {
  const weight = data.raw(field)
  return typeof weight === 'number' ? weight : data.refuse(field, 'must be a number')
}

/** Documents leave both empty where no model was chosen. */
function toModelRef(provider = '', name = ''): ModelRef | undefined {
  return name === '' ? undefined : { provider, name }
}

function missing(problem: string): MissingStrategy {
  return { type: 'missing', problem }
}
