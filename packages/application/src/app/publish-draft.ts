import type { App } from '@weft/domain/app'
import type { Clock, IdGenerator } from '@weft/domain/kernel'
import { WorkflowId, type NodeKindTable, type Workflow } from '@weft/domain/workflow'
import type { Repositories } from '../kernel/index.js'
import { toRunnableWorkflow } from '../workflow/index.js'

export type PublishDraftPorts = {
  readonly kinds: NodeKindTable
  readonly clock: Clock
  readonly ids: IdGenerator
}

/**
 * Stores a published copy of the draft and puts it in force. The app itself is left to the caller to save.
 *
 * @throws DslInvalid or GraphInvalid when the draft could not run.
 */
export async function publishDraft(
  { workflows, outbox }: Repositories,
  { kinds, clock, ids }: PublishDraftPorts,
  { app, draft }: { readonly app: App; readonly draft: Workflow },
): Promise<{ readonly app: App; readonly published: Workflow }> {
  toRunnableWorkflow(draft.properties.document, kinds)
  const at = clock.now()
  const published = draft.publish(WorkflowId.parse(ids.next()), at)
  await workflows.save(published)
  await outbox.add(published.recordedEvents)
  return { app: app.withPublishedWorkflow(published.id, at), published }
}
