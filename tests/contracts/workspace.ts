import type { UnitOfWork } from '@weft/application/kernel'
import { aConversation, anApp, anEndUser, aTenant } from './builders.js'

/** Stores a new workspace with an app, an end user and a conversation. */
export async function aStoredWorkspace(unitOfWork: UnitOfWork) {
  const tenant = aTenant()
  const app = anApp(tenant.id)
  const endUser = anEndUser(app)
  const conversation = aConversation(endUser)
  await unitOfWork.run(tenant.id, async (repositories) => {
    await repositories.tenants.save(tenant)
    await repositories.apps.save(app)
    await repositories.endUsers.findOrAdd(endUser)
    await repositories.conversations.save(conversation)
  })
  return { tenantId: tenant.id, tenant, app, endUser, conversation }
}
