import type { JsonObject, TokenUsage } from '@weft/domain/kernel'
import type { LanguageModel, MediaPart, PromptMessage } from '@weft/domain/model'
import type { ToolInvocation, ToolMessage } from '@weft/domain/tool'
import type { AgentLog } from '@weft/domain/workflow'
import type { AgentTool } from './agent-tool.js'

/** What an agent is to do, and with what. */
export type AgentTask = {
  readonly model: LanguageModel
  readonly parameters: JsonObject
  readonly stop: readonly string[]
  /** What the agent is and how it is to behave; may be empty. */
  readonly instruction: string
  /** Earlier rounds of the conversation. */
  readonly history: readonly PromptMessage[]
  readonly query: string
  /** Files that came with the query. */
  readonly media: readonly MediaPart[]
  /** Of two with the same name the later one is used. */
  readonly tools: readonly AgentTool[]
  /** Rounds with tools at most; a last one without tools follows. */
  readonly maxIterations: number
  /** Which node asks, for scripted models and logs; absent outside a workflow. */
  readonly nodeId: string | undefined
  /** For whom tools are used, and until when. */
  readonly invocation: ToolInvocation
  /** Begins the id of every step. */
  readonly idPrefix: string
  now(): Date
}

/** What an agent tells while it works. */
export type AgentEvent =
  /** A piece of the answer. */
  | { readonly type: 'text'; readonly text: string }
  /** A piece of what the model thought, where the provider sends that apart. */
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'step'; readonly log: AgentLog }
  /** What all rounds so far have used: spent even where the agent fails later. */
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  /** What a tool gave back besides its answer to the model: files, sources, steps of its own. */
  | { readonly type: 'tool-message'; readonly message: ToolMessage }

export type AgentResult = {
  /** All pieces of the answer. */
  readonly text: string
  /** Of all rounds; unit prices are those of the first. */
  readonly usage: TokenUsage
  readonly rounds: number
}

/** An agent at work: events as they come, then the result. */
export type AgentRun = AsyncGenerator<AgentEvent, AgentResult, undefined>
