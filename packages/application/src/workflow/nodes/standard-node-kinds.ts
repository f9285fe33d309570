import type { DocumentTextExtractor, FileReader, FileStore } from '@weft/domain/file'
import type { EgressClient } from '@weft/domain/kernel'
import type { KnowledgeRetriever } from '@weft/domain/knowledge'
import type { ModelRegistry } from '@weft/domain/model'
import type { ToolRegistry } from '@weft/domain/tool'
import type { CodeRunner, NodeKind, TemplateRenderer } from '@weft/domain/workflow'
import { AgentNodeKind } from './agent/agent-node.js'
import { AnswerNodeKind } from './answer/answer-node.js'
import { AssignerV1NodeKind } from './assigner/assigner-v1-node.js'
import { AssignerV2NodeKind } from './assigner/assigner-v2-node.js'
import { CodeNodeKind } from './code/code-node.js'
import { DEFAULT_CODE_LIMITS, type CodeLimits } from './code/code-limits.js'
import {
  DEFAULT_DOCUMENT_EXTRACTOR_LIMITS,
  type DocumentExtractorLimits,
} from './document-extractor/document-extractor-limits.js'
import { DocumentExtractorNodeKind } from './document-extractor/document-extractor-node.js'
import { EndNodeKind } from './end/end-node.js'
import { HumanInputNodeKind } from './human-input/human-input-node.js'
import { HttpRequestNodeKind } from './http-request/http-request-node.js'
import {
  DEFAULT_HTTP_REQUEST_LIMITS,
  type HttpRequestLimits,
} from './http-request/http-request-limits.js'
import { IfElseNodeKind } from './if-else/if-else-node.js'
import { containerNodeKinds } from './iteration/container-node-kinds.js'
import { KnowledgeRetrievalNodeKind } from './knowledge-retrieval/knowledge-retrieval-node.js'
import { ListOperatorNodeKind } from './list-operator/list-operator-node.js'
import { LlmNodeKind } from './llm/llm-node.js'
import { ParameterExtractorNodeKind } from './parameter-extractor/parameter-extractor-node.js'
import { QuestionClassifierNodeKind } from './question-classifier/question-classifier-node.js'
import { StartNodeKind } from './start/start-node.js'
import { TemplateTransformNodeKind } from './template-transform/template-transform-node.js'
import { ToolNodeKind } from './tool/tool-node.js'
import { TriggerNodeKind } from './trigger/trigger-node.js'
import { unavailableNodeKinds } from './unavailable-node-kinds.js'
import { VariableAggregatorNodeKind } from './variable-aggregator/variable-aggregator-node.js'

/** What the standard kinds of nodes work with. */
export type NodeServices = {
  readonly models: ModelRegistry
  readonly code: CodeRunner
  readonly templates: TemplateRenderer
  /** The tools that tool and agent nodes may use; without it tool nodes fail and say so. */
  readonly tools?: ToolRegistry
  /** Where files that tools make are kept; without it such tools fail and say so. */
  readonly fileStore?: FileStore
  /** The way out for HTTP requests; without it such nodes fail and say so. */
  readonly egress?: EgressClient
  /** Reads the files that nodes send or take text from; without it such nodes fail and say so. */
  readonly files?: FileReader
  /** Finds the text of documents; without it such nodes fail and say so. */
  readonly documents?: DocumentTextExtractor
  /** What knowledge-retrieval nodes look things up in; without it they fail and say so. */
  readonly knowledge?: KnowledgeRetriever
}

/** What nodes may produce at most. */
export type NodeLimits = {
  readonly code: CodeLimits
  /** Characters a template may render to. */
  readonly maxTemplateOutputLength: number
  /** Default: `DEFAULT_HTTP_REQUEST_LIMITS`. */
  readonly http?: HttpRequestLimits
  /** Default: `DEFAULT_DOCUMENT_EXTRACTOR_LIMITS`. */
  readonly documents?: DocumentExtractorLimits
}

export const DEFAULT_NODE_LIMITS: NodeLimits = {
  code: DEFAULT_CODE_LIMITS,
  maxTemplateOutputLength: 400_000,
}

/** Every kind of node that comes with Weft, apart from the containers: see `containerNodeKinds`. */
export function standardNodeKinds(
  { models, code, templates, tools, fileStore, knowledge, egress, files, documents }: NodeServices,
  limits: NodeLimits = DEFAULT_NODE_LIMITS,
): readonly NodeKind[] {
  return [
    new StartNodeKind(),
    new EndNodeKind(),
    new AnswerNodeKind(),
    new IfElseNodeKind(),
    new HumanInputNodeKind(),
    new LlmNodeKind(models, templates),
    new CodeNodeKind(code, limits.code),
    new TemplateTransformNodeKind(templates, limits.maxTemplateOutputLength),
    new VariableAggregatorNodeKind('variable-aggregator'),
    new VariableAggregatorNodeKind('variable-assigner'),
    new AssignerV1NodeKind(),
    new AssignerV2NodeKind(),
    new HttpRequestNodeKind(
      { egress, files, store: fileStore },
      limits.http ?? DEFAULT_HTTP_REQUEST_LIMITS,
    ),
    new DocumentExtractorNodeKind(
      { files, documents },
      limits.documents ?? DEFAULT_DOCUMENT_EXTRACTOR_LIMITS,
    ),
    new ListOperatorNodeKind(),
    new QuestionClassifierNodeKind(models),
    new ParameterExtractorNodeKind(models),
    new KnowledgeRetrievalNodeKind(knowledge),
    new ToolNodeKind(tools, fileStore),
    new AgentNodeKind(models, tools, fileStore),
    new TriggerNodeKind('trigger-webhook'),
    new TriggerNodeKind('trigger-schedule'),
    new TriggerNodeKind('trigger-plugin'),
    ...unavailableNodeKinds(),
    ...containerNodeKinds(),
  ]
}
