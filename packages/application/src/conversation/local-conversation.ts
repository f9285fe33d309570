import { AppId, type JsonArray, type JsonObject } from '@weft/domain/kernel'
import type { GenerationEvent } from '../kernel/index.js'

/** The app of conversations that belong to nobody. */
export const LOCAL_APP = AppId.parse('00000000-0000-7000-8000-000000000000')

export type LocalTurnArgs = {
  /** What the user says. */
  readonly query: string
  /** Values of the input form. Default: none. */
  readonly inputs?: JsonObject
  /** Files as callers name them. Default: none. */
  readonly files?: JsonArray
  /** Who asks. Default `user`. */
  readonly user?: string
  /** Ends generation when it is aborted. */
  readonly signal?: AbortSignal
}

/** A conversation that lives as long as this object. Take the turns one after the other. */
export interface LocalConversation {
  /**
   * The events of one turn in batches, as `GenerateResponse` tells them. Rejects before the first one when an input
   * does not fit the form or the model is not configured.
   */
  say(turn: LocalTurnArgs): AsyncGenerator<readonly GenerationEvent[], void, undefined>
}
