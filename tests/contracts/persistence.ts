import type { UnitOfWork } from '@weft/application/kernel'
import type { ApiKeyDirectory } from '@weft/domain/app'
import type { CredentialDirectory, PrunableWorkspaces } from '@weft/domain/model'
import type { HumanInputFormSchedule, RunEventStore } from '@weft/domain/workflow'

/** Adapters of the persistence ports that share one store. */
export type Persistence = {
  readonly unitOfWork: UnitOfWork
  readonly runEvents: RunEventStore
  readonly apiKeys: ApiKeyDirectory
  readonly credentials: CredentialDirectory
  readonly prunable: PrunableWorkspaces
  readonly formSchedule: HumanInputFormSchedule
  close(): Promise<void>
}

/** Called once per suite. Suites bring their own workspaces, so the store need not be empty. */
export type OpenPersistence = () => Promise<Persistence>
