import { AppId } from '@weft/domain/app'
import { PageRequest } from '@weft/domain/kernel'
import { GraphInvalid, readDsl } from '@weft/domain/workflow'
import { parseDslText } from '@weft/application/workflow'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  hasSharedFiles,
  listShared,
  readShared,
  sharedFilesNote,
} from '../../support/shared-files.js'
import { AGENT_DOCUMENT, CHAT_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { aWorkspace, storedApp, TENANT, withTenant, type Workspace } from '../support/workspace.js'

const onePage = PageRequest.of(1, 20)

describe('ImportApp', () => {
  let workspace: Workspace
  const importText = (text: string, more = {}) =>
    workspace.importApp.execute({ tenantId: TENANT, text, ...more })
  const countApps = () => workspace.read(async ({ apps }) => (await apps.list(onePage)).total)

  beforeEach(async () => {
    workspace = aWorkspace()
    await withTenant(workspace)
  })

  it('makes an app and a draft, and publishes nothing', async () => {
    const report = await importText(WORKFLOW_DOCUMENT)
    expect(report).toMatchObject({
      status: 'completed',
      mode: 'workflow',
      currentDslVersion: '0.6.0',
      importedDslVersion: '0.6.0',
      error: undefined,
    })
    const app = await storedApp(workspace, report.appId!)
    expect(app.properties).toMatchObject({
      name: 'Echo',
      mode: 'workflow',
      description: 'An app for tests.',
      icon: { type: 'emoji', value: '🧵', background: '#FFFFFF' },
      apiEnabled: true,
      publishedWorkflowId: undefined,
    })
    const draft = await workspace.read(({ workflows }) => workflows.findDraft(app.id))
    expect(draft?.isDraft).toBe(true)
  })

  it('publishes at once when it is asked to', async () => {
    const report = await importText(WORKFLOW_DOCUMENT, { publish: true })
    const app = await storedApp(workspace, report.appId!)
    const id = app.properties.publishedWorkflowId!
    const published = await workspace.read(({ workflows }) => workflows.find(app.id, id))
    expect(published?.isDraft).toBe(false)
  })

  it('gives a chat app its configuration', async () => {
    const report = await importText(CHAT_DOCUMENT)
    const { configurationId } = (await storedApp(workspace, report.appId!)).properties
    const configuration = await workspace.read(({ appConfigurations }) =>
      appConfigurations.find(configurationId!),
    )
    expect(configuration?.document['pre_prompt']).toBe('You help {{name}}.')
  })

  it('takes over agent apps although they cannot answer yet', async () => {
    expect(await importText(AGENT_DOCUMENT)).toMatchObject({
      status: 'completed',
      mode: 'agent-chat',
    })
  })

  it('takes the id and the name it is given', async () => {
    const newAppId = AppId.parse('33333333-3333-7333-8333-333333333333')
    const report = await importText(WORKFLOW_DOCUMENT, { newAppId, name: 'Mine' })
    expect(report.appId).toBe(newAppId)
    expect((await storedApp(workspace, newAppId)).name).toBe('Mine')
  })

  it('records what happened in the outbox', async () => {
    await importText(WORKFLOW_DOCUMENT, { publish: true })
    const types = workspace.store.outbox.map(({ event }) => event.type)
    expect(types).toEqual(
      expect.arrayContaining(['AppCreated', 'WorkflowPublished', 'AppPublished']),
    )
  })

  describe('of a document of another version', () => {
    const ofVersion = (version: string) => WORKFLOW_DOCUMENT.replace('0.6.0', version)

    it('warns when it is older', async () => {
      expect((await importText(ofVersion('0.3.0'))).status).toBe('completed-with-warnings')
    })

    it('imports nothing until somebody agrees when it is newer', async () => {
      const report = await importText(ofVersion('0.7.0'))
      expect(report).toMatchObject({ status: 'pending', appId: undefined })
      expect(await countApps()).toBe(0)
      const confirmed = await importText(ofVersion('0.7.0'), { isVersionConfirmed: true })
      expect(confirmed.status).toBe('completed')
      expect(await countApps()).toBe(1)
    })

    it('fails when it is no version', async () => {
      const report = await importText(ofVersion('latest'))
      expect(report.status).toBe('failed')
      expect(report.error?.code).toBe('app.invalid_dsl_version')
    })
  })

  describe('of a document that is wrong', () => {
    it.each([
      ['is no map', '- a', 'Invalid YAML format: content must be a mapping'],
      ['has no app', 'kind: app', 'Missing app data in YAML content'],
      ['has no mode', 'app: { name: a }', 'loss app mode'],
      ['has another mode', 'app: { name: a, mode: channel }', 'Invalid app mode'],
      [
        'has no workflow',
        'app: { name: a, mode: workflow }',
        'Missing workflow data for workflow/advanced chat app',
      ],
      [
        'has no configuration',
        'app: { name: a, mode: chat }',
        'Missing model_config for chat/agent-chat/completion app',
      ],
      ['has a version that is no text', 'version: 1\napp: { mode: chat }', /Invalid version type/],
    ])('says so when it %s', async (_what, text, message) => {
      const report = await importText(text)
      expect(report.status).toBe('failed')
      expect(report.error?.message).toMatch(message)
    })

    it('stores nothing when the graph cannot be published', async () => {
      const text = WORKFLOW_DOCUMENT.replace('type: end', 'type: nobody-knows')
      const report = await importText(text, { publish: true })
      expect(report.error).toBeInstanceOf(GraphInvalid)
      expect(await countApps()).toBe(0)
      expect(workspace.store.outbox.filter(({ event }) => event.type.startsWith('App'))).toEqual([])
      expect((await importText(text)).status).toBe('completed')
    })

    it('stores nothing when the app has no name', async () => {
      expect((await importText(WORKFLOW_DOCUMENT.replace('name: Echo', 'name: ""'))).status).toBe(
        'failed',
      )
      expect(await countApps()).toBe(0)
    })

    it('leaves failing infrastructure to its caller', async () => {
      vi.spyOn(workspace.unitOfWork, 'run').mockRejectedValue(new Error('no database'))
      await expect(importText(WORKFLOW_DOCUMENT)).rejects.toThrow('no database')
    })
  })

  describe('over an app that is there', () => {
    it('replaces the draft and leaves the published version in force', async () => {
      const { appId } = await importText(WORKFLOW_DOCUMENT, { publish: true })
      const before = await storedApp(workspace, appId!)
      const text = WORKFLOW_DOCUMENT.replace('name: Echo', 'name: Echo 2').replace(
        'Topic',
        'Subject',
      )
      const report = await importText(text, { appId })
      expect(report).toMatchObject({ status: 'completed', appId })
      const after = await storedApp(workspace, appId!)
      expect(after.name).toBe('Echo 2')
      expect(after.properties.publishedWorkflowId).toBe(before.properties.publishedWorkflowId)
      const draft = await workspace.read(({ workflows }) => workflows.findDraft(appId!))
      expect(JSON.stringify(draft?.properties.document)).toContain('Subject')
      expect(await countApps()).toBe(1)
    })

    it('refuses one that is not there, one of another mode, and one without a graph', async () => {
      const missing = AppId.parse('33333333-3333-7333-8333-333333333333')
      expect((await importText(WORKFLOW_DOCUMENT, { appId: missing })).error?.message).toBe(
        'App not found',
      )
      const chat = (await importText(CHAT_DOCUMENT)).appId
      expect((await importText(CHAT_DOCUMENT, { appId: chat })).error?.message).toBe(
        'Only workflow or advanced chat apps can be overwritten',
      )
      const workflow = (await importText(WORKFLOW_DOCUMENT)).appId
      expect((await importText(CHAT_DOCUMENT, { appId: workflow })).error?.code).toBe(
        'app.imported_mode_differs',
      )
    })
  })

  describe.runIf(hasSharedFiles)(`documents from the field${sharedFilesNote}`, () => {
    it.each(hasSharedFiles ? listShared('dsl/community/', '.yml') : [])(
      'imports %s and gives it back whole',
      async (file) => {
        const text = readShared(`dsl/community/${file}`)
        const report = await importText(text)
        expect(report.error?.message).toBeUndefined()
        const exported = await workspace.exportApp.execute({
          tenantId: TENANT,
          appId: report.appId!,
          includeSecrets: true,
        })
        const before = readDsl(parseDslText(text))
        const after = readDsl(parseDslText(exported))
        expect(after.body).toEqual(before.body)
        expect(after.app).toEqual(before.app)
      },
    )
  })
})
