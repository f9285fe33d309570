import type { EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import type { RequestContext } from '@weft/domain/kernel'
import type { GenerationRegistry } from '../kernel/index.js'

export type StopGenerationArgs = {
  readonly app: App
  readonly endUser: EndUser
  readonly taskId: string
}

/** Stops a generation that the same end user began through the same app. For any other task it does nothing, silently. */
export class StopGeneration {
  constructor(private readonly registry: GenerationRegistry) {}

  async execute(_context: RequestContext, args: StopGenerationArgs): Promise<void> {
    const { app, endUser, taskId } = args
    await this.registry.stop({ taskId, appId: app.id, endUserId: endUser.id })
  }
}
