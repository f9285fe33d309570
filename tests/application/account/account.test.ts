import { ANONYMOUS_SESSION_ID } from '@weft/domain/account'
import { ValidationError } from '@weft/domain/kernel'
import { describe, expect, it, vi } from 'vitest'
import { WORKFLOW_DOCUMENT } from '../support/documents.js'
import { aContext, aWorkspace, importedApp, TENANT, withTenant } from '../support/workspace.js'

describe('ResolveEndUser', () => {
  it('makes a user on first sight and finds it again', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const resolve = (user?: string) => workspace.resolveEndUser.execute(aContext(), { app, user })
    const first = await resolve('u-1')
    expect(first).toMatchObject({ sessionId: 'u-1', type: 'service-api', appId: app.id })
    expect((await resolve('u-1')).id).toBe(first.id)
    expect((await resolve('u-2')).id).not.toBe(first.id)
  })

  it('takes a caller without a name for the anonymous user', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    for (const user of [undefined, ''])
      expect((await workspace.resolveEndUser.execute(aContext(), { app, user })).sessionId).toBe(
        ANONYMOUS_SESSION_ID,
      )
  })

  it('makes one user of many calls at the same time', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const run = vi.spyOn(workspace.unitOfWork, 'run')
    const users = await Promise.all(
      Array.from({ length: 20 }, () =>
        workspace.resolveEndUser.execute(aContext(), { app, user: 'u-1' }),
      ),
    )
    expect(new Set(users.map(({ id }) => id)).size).toBe(1)
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('keeps populations apart', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const ofType = (type: 'service-api' | 'web-app') =>
      workspace.resolveEndUser.execute(aContext(), { app, user: 'u-1', type })
    expect((await ofType('web-app')).id).not.toBe((await ofType('service-api')).id)
  })

  it('tries again after a failure', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    vi.spyOn(workspace.unitOfWork, 'run').mockRejectedValueOnce(new Error('no database'))
    const args = { app, user: 'u-1' }
    await expect(workspace.resolveEndUser.execute(aContext(), args)).rejects.toThrow('no database')
    await expect(workspace.resolveEndUser.execute(aContext(), args)).resolves.toBeDefined()
  })

  it('refuses a name that is too long', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const args = { app, user: 'u'.repeat(256) }
    await expect(workspace.resolveEndUser.execute(aContext(), args)).rejects.toThrow(
      ValidationError,
    )
  })
})

describe('BootstrapWorkspace', () => {
  it('changes nothing when it is done again', async () => {
    const workspace = aWorkspace()
    await withTenant(workspace)
    await withTenant(workspace)
    const tenant = await workspace.read(({ tenants }) => tenants.find(TENANT))
    expect(tenant).toMatchObject({ name: 'Looms', status: 'normal', version: 1 })
    const owner = await workspace.read(({ accounts }) => accounts.find(tenant!.ownerId))
    expect(owner?.email).toBe('ada@example.org')
    expect(workspace.store.outbox.map(({ event }) => event.type)).toEqual(['TenantCreated'])
  })
})
