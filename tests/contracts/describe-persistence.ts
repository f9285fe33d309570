import { describeAccountRepositories } from './account-repositories.contract.js'
import { describeApiExtensions } from './api-extensions.contract.js'
import { describeAnnotationRepositories } from './annotation-repositories.contract.js'
import { describeApiKeyDirectory } from './api-key-directory.contract.js'
import { describeAppRepositories } from './app-repositories.contract.js'
import { describeCodeSettings } from './code-settings.contract.js'
import { describeConversationRepositories } from './conversation-repositories.contract.js'
import { describeHostingRepositories } from './hosting-repositories.contract.js'
import { describeHumanInputForms } from './human-input-forms.contract.js'
import { describeModelRepositories } from './model-repositories.contract.js'
import type { OpenPersistence } from './persistence.js'
import { describeRunEventStore } from './run-event-store.contract.js'
import { describeTenantIsolation } from './tenant-isolation.contract.js'
import { describeUnitOfWork } from './unit-of-work.contract.js'

/** Every contract of the persistence ports. */
export function describePersistence(name: string, open: OpenPersistence): void {
  describeUnitOfWork(name, open)
  describeTenantIsolation(name, open)
  describeAccountRepositories(name, open)
  describeAppRepositories(name, open)
  describeConversationRepositories(name, open)
  describeAnnotationRepositories(name, open)
  describeHumanInputForms(name, open)
  describeCodeSettings(name, open)
  describeHostingRepositories(name, open)
  describeModelRepositories(name, open)
  describeApiExtensions(name, open)
  describeApiKeyDirectory(name, open)
  describeRunEventStore(name, open)
}
