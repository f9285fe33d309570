import { AppNotFound } from '@weft/application/app'
import { parseDslText } from '@weft/application/workflow'
import { AppId } from '@weft/domain/app'
import { describe, expect, it } from 'vitest'
import { CHAT_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { aWorkspace, importedApp, TENANT } from '../support/workspace.js'

describe('ExportApp', () => {
  const exported = async (text: string, includeSecrets: boolean) => {
    const workspace = aWorkspace()
    const { id: appId } = await importedApp(workspace, text)
    return workspace.exportApp.execute({ tenantId: TENANT, appId, includeSecrets })
  }

  it('empties secrets unless it is asked for them', async () => {
    expect(await exported(WORKFLOW_DOCUMENT, false)).not.toContain('hush-hush-hush')
    expect(await exported(WORKFLOW_DOCUMENT, true)).toContain('hush-hush-hush')
  })

  it('gives back what Weft does not know', async () => {
    const text = `${WORKFLOW_DOCUMENT}\nx_made_by: { tool: [1, 2.5, null] }\n`
    expect(parseDslText(await exported(text, true))).toMatchObject({
      x_made_by: { tool: [1, 2.5, null] },
    })
  })

  it('writes the current version, whatever was imported', async () => {
    const document = parseDslText(await exported(CHAT_DOCUMENT.replace('0.6.0', '0.1.5'), true))
    expect(document).toMatchObject({ version: '0.6.0', kind: 'app' })
  })

  it('gives back a document of the current version unchanged', async () => {
    for (const text of [WORKFLOW_DOCUMENT, CHAT_DOCUMENT])
      expect(parseDslText(await exported(text, true))).toEqual(parseDslText(text))
  })

  it('refuses an app that is not there', async () => {
    const appId = AppId.parse('33333333-3333-7333-8333-333333333333')
    await expect(aWorkspace().exportApp.execute({ tenantId: TENANT, appId })).rejects.toThrow(
      AppNotFound,
    )
  })
})
