import { AppNotFound } from '@weft/application/app'
import { AppId, ValidationError } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { CHAT_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { aWorkspace, importedApp, sha256, TENANT, withTenant } from '../support/workspace.js'

describe('IssueApiKey', () => {
  it('gives out the text and stores nothing but its hash', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const { key, text } = await workspace.issueApiKey.execute({ tenantId: TENANT, appId: app.id })
    expect(text).toMatch(/^app-x{24}$/)
    expect(key.properties.hash).toBe(sha256.hash(text))
    expect(JSON.stringify(key.properties)).not.toContain(text)
    expect(key.properties.hint).toBe('app-xx************xx')
  })

  it('gives the same key for the same text', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const args = { tenantId: TENANT, appId: app.id, text: 'app-same-text' }
    const first = await workspace.issueApiKey.execute(args)
    const second = await workspace.issueApiKey.execute(args)
    expect(second.key.id).toBe(first.key.id)
    expect(await workspace.read(({ apiKeys }) => apiKeys.listByApp(app.id))).toHaveLength(1)
  })

  it('refuses a text that is another app’s key', async () => {
    const workspace = aWorkspace()
    const first = await importedApp(workspace, WORKFLOW_DOCUMENT)
    const second = await importedApp(workspace, CHAT_DOCUMENT)
    const text = 'app-same-text'
    await workspace.issueApiKey.execute({ tenantId: TENANT, appId: first.id, text })
    await expect(
      workspace.issueApiKey.execute({ tenantId: TENANT, appId: second.id, text }),
    ).rejects.toMatchObject({ code: 'conflict' })
  })

  it('refuses an app that is not there and a text that is no key', async () => {
    const workspace = aWorkspace()
    await withTenant(workspace)
    const appId = AppId.parse('33333333-3333-7333-8333-333333333333')
    await expect(workspace.issueApiKey.execute({ tenantId: TENANT, appId })).rejects.toThrow(
      AppNotFound,
    )
    await expect(
      workspace.issueApiKey.execute({ tenantId: TENANT, appId, text: 'dataset-12345678' }),
    ).rejects.toThrow(ValidationError)
  })
})
