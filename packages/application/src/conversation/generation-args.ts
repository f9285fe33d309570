import type { EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import type { Conversation } from '@weft/domain/conversation'
import type { JsonArray, JsonObject, RequestContext } from '@weft/domain/kernel'
import type { GenerationEvent } from '../kernel/index.js'

export type GenerateResponseArgs = {
  readonly app: App
  readonly endUser: EndUser
  /** What the user says; may be empty for a completion app. */
  readonly query: string
  readonly inputs: JsonObject
  /** Files as the caller names them. */
  readonly files: JsonArray
  /** The conversation to go on with; absent or blank begins a new one. */
  readonly conversationId?: string | undefined
  /** Advanced-chat apps: the version to run; by default the one in force. */
  readonly workflowId?: string | undefined
  /** Whether a new conversation gets a name of its own. */
  readonly autoGenerateName: boolean
  /**
   * Whether somebody reads along. Default true: what is known at once is then told piece by piece, as an answer of a model.
   */
  readonly isStreamed?: boolean
  /** The kind of app the caller believes to speak to. Default `chat`. */
  readonly kind?: 'chat' | 'completion'
}

/** A request to answer, looked up as far as every mode needs it. */
export type Generation = Omit<GenerateResponseArgs, 'conversationId' | 'kind'> & {
  readonly context: RequestContext
  /** Whether a new conversation is named after its first query at once; false where a model names it later. */
  readonly autoGenerateName: boolean
  /** Absent when a new conversation begins. */
  readonly conversation: Conversation | undefined
}

/** How the apps of one mode answer. */
export interface GenerationStrategy {
  /** Rejects before the first event when the request cannot be served. */
  generate(generation: Generation): AsyncGenerator<readonly GenerationEvent[], void, undefined>
}
