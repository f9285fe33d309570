import type { App } from '@weft/domain/app'
import type { JsonArray, JsonObject } from '@weft/domain/kernel'
import type { GenerationEvent } from '@weft/application/kernel'
import { aContext, anEndUserOf, type Workspace } from './workspace.js'

export type Turn = {
  readonly query?: string
  readonly inputs?: JsonObject
  readonly files?: JsonArray
  readonly conversationId?: string
  readonly workflowId?: string
  readonly user?: string
  readonly autoGenerateName?: boolean
  readonly isStreamed?: boolean
  readonly kind?: 'chat' | 'completion'
  readonly signal?: AbortSignal
}

/** One message of the user `u-1`, unless the turn says otherwise. */
export async function* say(
  workspace: Workspace,
  app: App,
  turn: Turn = {},
): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
  const endUser = await anEndUserOf(workspace, app, turn.user)
  yield* workspace.generateResponse.execute(aContext(turn.signal), {
    app,
    endUser,
    query: 'Hi',
    inputs: { name: 'Ada' },
    files: [],
    autoGenerateName: false,
    ...turn,
  })
}

/** One run asked for by the user `u-1`, unless the turn says otherwise. */
export async function* run(
  workspace: Workspace,
  app: App,
  turn: Omit<Turn, 'query' | 'conversationId' | 'kind'> = {},
): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
  const endUser = await anEndUserOf(workspace, app, turn.user)
  yield* workspace.runWorkflow.execute(aContext(turn.signal), {
    app,
    endUser,
    inputs: { topic: 'tea' },
    files: [],
    ...turn,
  })
}
