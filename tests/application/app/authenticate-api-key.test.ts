import { Tenant } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import { AuthenticationError, AuthorizationError } from '@weft/domain/kernel'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { WORKFLOW_DOCUMENT } from '../support/documents.js'
import { aWorkspace, importedApp, TENANT, type Workspace } from '../support/workspace.js'

const KEY = 'app-0123456789'
const signal = new AbortController().signal

describe('AuthenticateApiKey', () => {
  let workspace: Workspace
  let app: App
  const authenticate = (key = KEY) =>
    workspace.authenticate.execute({ key, requestId: 'r-1', signal })
  const change = (edit: (app: App) => App) =>
    workspace.read(async ({ apps }) => {
      await apps.save(edit((await apps.find(app.id))!))
    })

  beforeEach(async () => {
    workspace = aWorkspace()
    app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    await workspace.issueApiKey.execute({ tenantId: TENANT, appId: app.id, text: KEY })
  })

  it('finds the app, the workspace and the context of a key', async () => {
    const caller = await authenticate()
    expect(caller.app.id).toBe(app.id)
    expect(caller.tenant.id).toBe(TENANT)
    expect(caller.context).toEqual({ tenantId: TENANT, requestId: 'r-1', signal })
  })

  it('refuses a key nobody issued', async () => {
    await expect(authenticate('app-unknown-key')).rejects.toThrow(
      new AuthenticationError('Access token is invalid'),
    )
  })

  it('looks a key up once a minute', async () => {
    const find = vi.spyOn(workspace.directory, 'findByHash')
    await authenticate()
    await authenticate()
    expect(find).toHaveBeenCalledTimes(1)
    workspace.clock.advance(60_001)
    await authenticate()
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('asks for an unknown key again after ten seconds', async () => {
    const find = vi.spyOn(workspace.directory, 'findByHash')
    const refused = () => expect(authenticate('app-nobodys-key')).rejects.toThrow()
    await refused()
    workspace.clock.advance(9_000)
    await refused()
    expect(find).toHaveBeenCalledTimes(1)
    workspace.clock.advance(1_001)
    await refused()
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('knows a key at once although it was unknown before it was issued', async () => {
    const text = 'app-issued-later'
    await expect(authenticate(text)).rejects.toThrow()
    await workspace.issueApiKey.execute({ tenantId: TENANT, appId: app.id, text })
    expect((await authenticate(text)).app.id).toBe(app.id)
  })

  it('refuses a revoked key at once', async () => {
    await authenticate()
    const [key] = await workspace.read(({ apiKeys }) => apiKeys.listByApp(app.id))
    await workspace.revokeApiKey.execute({ tenantId: TENANT, appId: app.id, keyId: key!.id })
    await expect(authenticate()).rejects.toThrow(AuthenticationError)
  })

  it('does not remember what was evicted while it was being looked up', async () => {
    const lookUp = workspace.directory.findByHash.bind(workspace.directory)
    vi.spyOn(workspace.directory, 'findByHash').mockImplementationOnce(async (hash) => {
      const key = await lookUp(hash)
      workspace.cache.evictApp(app.id)
      return key
    })
    const find = vi.spyOn(workspace.directory, 'findByHash')
    await authenticate()
    await authenticate()
    expect(find).toHaveBeenCalledTimes(2)
  })

  it('shows a publication to the next call', async () => {
    const before = await authenticate()
    const published = await workspace.publishWorkflow.execute({ tenantId: TENANT, appId: app.id })
    const after = await authenticate()
    expect(after.app.properties.publishedWorkflowId).toBe(published.id)
    expect(before.app.properties.publishedWorkflowId).not.toBe(published.id)
  })

  it.each([
    ['is gone', (it: App) => it.delete(new Date()), 'The app no longer exists.'],
    ['is archived', (it: App) => it.archive(new Date()), "The app's status is abnormal."],
    [
      'is closed to the API',
      (it: App) => it.withApiEnabled(false, new Date()),
      "The app's API service has been disabled.",
    ],
  ])('refuses when the app %s', async (_state, edit, message) => {
    await change(edit)
    await expect(authenticate()).rejects.toThrow(new AuthorizationError(message))
  })

  it('refuses when the workspace is archived', async () => {
    await workspace.read(async ({ tenants }) => {
      const { id, name, ownerId, createdAt, version } = (await tenants.find(TENANT))!
      const status = 'archived'
      await tenants.save(Tenant.restore({ id, name, ownerId, createdAt, version, status }))
    })
    await expect(authenticate()).rejects.toThrow(
      new AuthorizationError("The workspace's status is archived."),
    )
  })

  it('notes the use of a key without waiting for it', async () => {
    vi.spyOn(workspace.directory, 'touch').mockReturnValue(new Promise(() => undefined))
    await expect(authenticate()).resolves.toBeDefined()
  })
})
