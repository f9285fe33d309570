import { TokenUsage, WeftError, type JsonArray, type JsonObject } from '@weft/domain/kernel'
import {
  RetrievalRateLimited,
  type KnowledgeRetriever,
  type RetrievalRequest,
} from '@weft/domain/knowledge'
import { usageRecord } from '@weft/domain/model'
import {
  isFileValue,
  NodeData,
  type BoundNode,
  type FileValue,
  type NodeContext,
  type NodeDefinition,
  type NodeFailure,
  type NodeKind,
  type NodeOutcome,
  type NodeSuccess,
  type Segment,
} from '@weft/domain/workflow'
import { modelErrorType } from '../shared/model-failure.js'
import { usageMetadata } from '../shared/model-reply.js'
import { recordValue } from '../shared/record-value.js'
import { resolveMetadataFilter } from './metadata-filter.js'
import { byScore, presentSegment } from './present-segment.js'
import { parseRetrievalData, type RetrievalData } from './retrieval-data.js'

/** Looks a question up in knowledge bases. */
export class KnowledgeRetrievalNodeKind implements NodeKind {
  readonly type = 'knowledge-retrieval'
  readonly versions = ['1']
  readonly executionClass = 'executable'
  readonly isRetryable = false

  /** @param knowledge absent where there are no knowledge bases: a node with a question then fails and says so. */
  constructor(private readonly knowledge: KnowledgeRetriever | undefined) {}

  bind(node: NodeDefinition): BoundNode {
    const data = parseRetrievalData(NodeData.of(node))
    return { execute: (context) => this.retrieve(data, context) }
  }

  private async retrieve(data: RetrievalData, context: NodeContext): Promise<NodeOutcome> {
    const question = readQuestion(data, context)
    if (question.type !== 'asked') return question
    const { query, attachments, inputs } = question
    const { strategy } = data
    if (strategy.type === 'missing') return fail(strategy.problem, 'ValueError', inputs)
    if (!this.knowledge) return fail(NO_KNOWLEDGE, 'KnowledgeRetrievalNodeError', inputs)
    const request = {
      datasetIds: data.datasetIds,
      query,
      attachments,
      strategy,
      metadataFilter: resolveMetadataFilter(data.metadataFilter, context.variables),
    }
    try {
      return { ...(await this.search(this.knowledge, request, context)), inputs }
    } catch (error) {
      return toFailure(error, inputs, context.signal)
    }
  }

  private async search(
    knowledge: KnowledgeRetriever,
    request: RetrievalRequest,
    { run, signal }: NodeContext,
  ): Promise<NodeSuccess> {
    const { segments, usage } = await knowledge.retrieve(run.tenantId, request, { signal })
    return found([...segments].sort(byScore).map(presentSegment), usage)
  }
}

const NO_KNOWLEDGE =
  'No knowledge bases are set up in this installation: hand a knowledge retriever to the node kinds (`knowledge`).'

type Question =
  | {
      readonly type: 'asked'
      readonly query: string
      readonly attachments: readonly FileValue[]
      readonly inputs: JsonObject
    }
  | NodeSuccess
  | NodeFailure

function readQuestion(data: RetrievalData, { variables }: NodeContext): Question {
  const query = data.query && variables.get(data.query)
  const attachments = data.attachments && variables.get(data.attachments)
  if (query && query.type !== 'string' && query.type !== 'secret')
    return fail('Query variable is not string type.', 'ValueError', {})
  const files = attachments ? filesOf(attachments) : []
  if (!files) return fail('Attachments variable is not array file or file type.', 'ValueError', {})
  const text = typeof query?.value === 'string' ? query.value : ''
  const inputs: JsonObject = {
    query: query ? recordValue(query) : '',
    ...(attachments && { attachments: attachments.value }),
  }
  // Nothing to look for is nothing found.
  if (text === '' && files.length === 0) return { ...found([], TokenUsage.none), inputs }
  return { type: 'asked', query: text, attachments: files, inputs }
}

/** Nothing when the variable holds something else. */
function filesOf({ type, value }: Segment): readonly FileValue[] | undefined {
  if (type === 'none') return []
  const items: JsonArray = Array.isArray(value) ? (value as JsonArray) : [value]
  return items.every(isFileValue) ? items : undefined
}

function found(result: readonly JsonObject[], usage: TokenUsage): NodeSuccess {
  return {
    type: 'succeeded',
    outputs: { result },
    outputTypes: { result: 'array[object]' },
    processData: { usage: usageRecord(usage) },
    metadata: usageMetadata(usage),
    usage,
  }
}

function fail(error: string, errorType: string, inputs: JsonObject): NodeFailure {
  return { type: 'failed', error, errorType, inputs }
}

function toFailure(error: unknown, inputs: JsonObject, signal: AbortSignal): NodeFailure {
  if (signal.aborted || !(error instanceof WeftError)) throw error
  const errorType =
    error instanceof RetrievalRateLimited ? 'RateLimitExceeded' : modelErrorType(error)
  return fail(error.message, errorType, inputs)
}
