export { InMemoryApiKeyDirectory } from './in-memory-api-key-directory.js'
export {
  InMemoryCredentialDirectory,
  InMemoryPrunableWorkspaces,
} from './in-memory-model-repositories.js'
export { InMemoryHumanInputFormSchedule } from './in-memory-human-input-forms.js'
export { InMemoryRunEventStore } from './in-memory-run-event-store.js'
export { InMemoryStore } from './in-memory-store.js'
export type { StoredDomainEvent } from './in-memory-store.js'
export { InMemoryUnitOfWork } from './in-memory-unit-of-work.js'
