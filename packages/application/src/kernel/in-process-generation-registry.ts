import type { AppId } from '@weft/domain/kernel'
import {
  TooManyActiveGenerations,
  type GenerationRegistry,
  type GenerationSlot,
  type GenerationTask,
} from './generation-registry.js'

type Entry = { readonly task: GenerationTask; readonly controller: AbortController }

/** Knows the generations of its own process only. */
export class InProcessGenerationRegistry implements GenerationRegistry {
  readonly #entries = new Map<string, Entry>()
  readonly #activeByApp = new Map<AppId, number>()

  /** How many generations go on in this process. */
  get size(): number {
    return this.#entries.size
  }

  enter(task: GenerationTask): GenerationSlot {
    const active = this.#activeByApp.get(task.appId) ?? 0
    if (task.maxActive > 0 && active >= task.maxActive)
      throw new TooManyActiveGenerations(task.appId, task.maxActive)
    const controller = new AbortController()
    this.#entries.set(task.taskId, { task, controller })
    this.#activeByApp.set(task.appId, active + 1)
    return {
      signal: controller.signal,
      abort: (reason) => {
        controller.abort(reason)
      },
      leave: () => {
        this.leave(task)
      },
    }
  }

  async stop(task: Pick<GenerationTask, 'taskId' | 'appId' | 'endUserId'>): Promise<void> {
    const entry = this.#entries.get(task.taskId)
    if (entry?.task.appId === task.appId && entry.task.endUserId === task.endUserId)
      entry.controller.abort()
  }

  private leave(task: GenerationTask): void {
    if (!this.#entries.delete(task.taskId)) return
    const left = (this.#activeByApp.get(task.appId) ?? 1) - 1
    if (left === 0) this.#activeByApp.delete(task.appId)
    else this.#activeByApp.set(task.appId, left)
  }
}
