import type { JsonObject } from '../../kernel/index.js'

/**
 * A step of an agent, or something a tool did: a round, a call of a model, a call of a tool. Told again under the same
 * id as it goes on; the later one takes the place of the earlier.
 */
export type AgentLog = {
  readonly id: string
  /** The step this one is part of. */
  readonly parentId: string | undefined
  readonly label: string
  readonly status: 'start' | 'success' | 'error'
  /** What went wrong; absent unless something did. */
  readonly error: string | undefined
  readonly data: JsonObject
  /** Facts beside the step itself: times, provider, tokens. */
  readonly metadata: JsonObject
}
