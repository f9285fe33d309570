import {
  DEFAULT_UPLOAD_LIMITS,
  GetAppInfo,
  GetAppMeta,
  GetAppParameters,
  ListApps,
} from '@weft/application/app'
import { AppUnavailable } from '@weft/domain/app'
import { PageRequest } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { CHAT_DOCUMENT, CHATFLOW_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import {
  aContext,
  aWorkspace,
  importedApp,
  storedApp,
  TENANT,
  withTenant,
} from '../support/workspace.js'

const parametersOf = async (text: string) => {
  const workspace = aWorkspace()
  const app = await importedApp(workspace, text)
  return new GetAppParameters(workspace.unitOfWork).execute(aContext(), { app })
}

describe('GetAppParameters', () => {
  it('has a default for every setting an app lacks', async () => {
    expect(await parametersOf(WORKFLOW_DOCUMENT)).toEqual({
      openingStatement: null,
      suggestedQuestions: [],
      suggestedQuestionsAfterAnswer: { enabled: false },
      speechToText: { enabled: false },
      textToSpeech: { enabled: false },
      retrieverResource: { enabled: false },
      annotationReply: { enabled: false },
      moreLikeThis: { enabled: false },
      userInputForm: [
        {
          'text-input': {
            variable: 'topic',
            label: 'Topic',
            type: 'text-input',
            required: true,
            max_length: 20,
          },
        },
      ],
      sensitiveWordAvoidance: { enabled: false, type: '', configs: [] },
      fileUpload: {
        image: {
          enabled: false,
          number_limits: 3,
          detail: 'high',
          transfer_methods: ['remote_url', 'local_file'],
        },
      },
      uploadLimits: DEFAULT_UPLOAD_LIMITS,
    })
  })

  it('passes through what a workflow has among its features', async () => {
    expect(await parametersOf(CHATFLOW_DOCUMENT)).toMatchObject({
      openingStatement: 'Hello {{name}}!',
      retrieverResource: { enabled: true },
    })
  })

  it('passes through what a chat app is configured with', async () => {
    expect(await parametersOf(CHAT_DOCUMENT)).toMatchObject({
      openingStatement: 'Hello {{name}}!',
      suggestedQuestions: ['Who are you?'],
      userInputForm: [
        { 'text-input': { variable: 'name', label: 'Name', required: true, max_length: 10 } },
      ],
    })
  })

  it('refuses an app whose workflow is not published', async () => {
    const workspace = aWorkspace()
    await withTenant(workspace)
    const { appId } = await workspace.importApp.execute({
      tenantId: TENANT,
      text: WORKFLOW_DOCUMENT,
    })
    const app = await storedApp(workspace, appId!)
    const parameters = new GetAppParameters(workspace.unitOfWork)
    await expect(parameters.execute(aContext(), { app })).rejects.toThrow(AppUnavailable)
  })
})

describe('GetAppInfo', () => {
  it('names the app and the owner of its workspace', async () => {
    const workspace = aWorkspace()
    const app = await importedApp(workspace, CHAT_DOCUMENT)
    const tenant = await workspace.read(({ tenants }) => tenants.find(TENANT))
    const info = await new GetAppInfo(workspace.unitOfWork).execute(aContext(), {
      app,
      tenant: tenant!,
    })
    expect(info).toEqual({
      name: 'Helper',
      description: 'An app for tests.',
      tags: [],
      mode: 'chat',
      authorName: 'Ada',
    })
  })
})

describe('GetAppMeta', () => {
  it('has no icons', async () => {
    const app = await importedApp(aWorkspace(), CHAT_DOCUMENT)
    expect(await new GetAppMeta().execute(aContext(), { app })).toEqual({ toolIcons: {} })
  })
})

describe('ListApps', () => {
  it('lists the apps of the workspace, newest first', async () => {
    const workspace = aWorkspace()
    await importedApp(workspace, CHAT_DOCUMENT)
    workspace.clock.advance(1000)
    await importedApp(workspace, WORKFLOW_DOCUMENT)
    const list = new ListApps(workspace.unitOfWork)
    const page = await list.execute({ tenantId: TENANT, page: PageRequest.of(1, 10) })
    expect(page.items.map(({ name }) => name)).toEqual(['Echo', 'Helper'])
    expect(page.total).toBe(2)
  })
})
