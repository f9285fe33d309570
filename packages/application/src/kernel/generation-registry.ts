import type { EndUserId } from '@weft/domain/account'
import { QuotaExceeded, type AppId } from '@weft/domain/kernel'

/** A generation that goes on, and whose it is. */
export type GenerationTask = {
  readonly taskId: string
  readonly appId: AppId
  readonly endUserId: EndUserId
  /** Most generations of the app at one time; 0 is unlimited. */
  readonly maxActive: number
}

/** A generation's place in the registry, held from before its first event until after its last. */
export interface GenerationSlot {
  /** Aborted when the end user asks for the generation to stop, and by `abort`. */
  readonly signal: AbortSignal
  /** Ends the generation's work from within: it cannot go on. */
  abort(reason: unknown): void
  /** Gives the place back. Leaving twice changes nothing. */
  leave(): void
}

/** The generations that go on now, so that they can be counted and stopped by their task id. */
export interface GenerationRegistry {
  /** @throws TooManyActiveGenerations when the app has `maxActive` generations going on already. */
  enter(task: GenerationTask): GenerationSlot
  /** Stops the task if it is this app's and this end user's; does nothing, silently, otherwise. */
  stop(task: Pick<GenerationTask, 'taskId' | 'appId' | 'endUserId'>): Promise<void>
}

/** The app has as many generations going on as it may have. */
export class TooManyActiveGenerations extends QuotaExceeded {
  override readonly code = 'app.too_many_active_generations'

  constructor(
    readonly appId: AppId,
    readonly limit: number,
  ) {
    super(
      `Too many requests. Please try again later. The current maximum concurrent requests allowed for ${appId} is ${limit}.`,
    )
  }
}
