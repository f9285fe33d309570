import { AppConfigurationInvalid, AppId, type App } from '@weft/domain/app'
import type { ConversationId } from '@weft/domain/conversation'
import { ApiExtension, ApiExtensionId } from '@weft/domain/extension'
import type { JsonObject } from '@weft/domain/kernel'
import { textOf } from '@weft/domain/model'
import { readModelConfiguration } from '@weft/domain/workflow'
import { AppNotConfigurable, AppNotFound, ConfigureApp } from '@weft/application/app'
import { describe, expect, it } from 'vitest'
import { AGENT_DOCUMENT, CHAT_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { say } from '../support/say.js'
import { registryOf, ScriptedModel } from '../support/scripted-model.js'
import { aWorkspace, collect, importedApp, only, storedApp, TENANT } from '../support/workspace.js'

const CONFIGURATION = {
  model: { provider: 'openai', name: 'test-model', completion_params: { temperature: 0 } },
  pre_prompt: 'You are new.',
  more_like_this: { enabled: true },
}

async function aConfiguredApp(document = CHAT_DOCUMENT) {
  const model = new ScriptedModel(['Done'])
  const workspace = aWorkspace({ model })
  const app = await importedApp(workspace, document)
  const configureApp = new ConfigureApp(workspace)
  const configure = (configuration: JsonObject, appId = app.id) =>
    configureApp.execute({ tenantId: TENANT, appId, configuration })
  return { workspace, app, model, configure }
}

describe('ConfigureApp', () => {
  it('stores the configuration with its defaults and puts it in force', async () => {
    const { workspace, app, configure } = await aConfiguredApp()
    const configuration = await configure(CONFIGURATION)
    const configured = await storedApp(workspace, app.id)
    expect(configured.properties.configurationId).toBe(configuration.id)
    const stored = await workspace.read(({ appConfigurations }) =>
      appConfigurations.find(configuration.id),
    )
    expect(stored?.document).toEqual(configuration.document)
    expect(configuration.document).toMatchObject({
      model: {
        provider: 'langgenius/openai/openai',
        mode: 'chat',
        completion_params: { stop: [] },
      },
      pre_prompt: 'You are new.',
      opening_statement: '',
    })
    expect(configuration.document).not.toHaveProperty('more_like_this')
    expect(readModelConfiguration(configuration.document).prePrompt).toBe('You are new.')
    const events = workspace.store.outbox.map(({ event }) => event.type)
    expect(events.at(-1)).toBe('AppConfigured')
  })

  it('lets conversations go on with the configuration they began with', async () => {
    const { workspace, app, model, configure } = await aConfiguredApp()
    const systemOf = async (target: App, conversationId?: ConversationId) => {
      const events = await collect(say(workspace, target, conversationId ? { conversationId } : {}))
      const system = model.requests.at(-1)?.messages[0]
      return { events, text: system && textOf(system) }
    }
    const { events } = await systemOf(app)
    await configure(CONFIGURATION)
    const configured = await storedApp(workspace, app.id)
    const { conversationId } = only(events, 'GenerationBegun').message!
    expect((await systemOf(configured, conversationId)).text).toBe('You help Ada.\n')
    expect((await systemOf(configured)).text).toBe('You are new.\n')
  })

  it('takes only API extensions the workspace has', async () => {
    const { workspace, configure } = await aConfiguredApp()
    const extension = ApiExtension.create({
      id: ApiExtensionId.parse('00000000-0000-7000-8000-0000000000aa'),
      tenantId: TENANT,
      name: 'Filter',
      endpoint: 'https://api.example.org',
      sealedKey: 'sealed',
      at: workspace.clock.now(),
    })
    const moderatedBy = (id: string) => ({
      ...CONFIGURATION,
      sensitive_word_avoidance: {
        enabled: true,
        type: 'api',
        config: {
          api_based_extension_id: id,
          inputs_config: { enabled: true },
          outputs_config: { enabled: false },
        },
      },
    })
    const informedBy = (id: string, enabled: boolean) => ({
      ...CONFIGURATION,
      external_data_tools: [
        { enabled, variable: 'weather', type: 'api', config: { api_based_extension_id: id } },
      ],
    })
    await expect(configure(moderatedBy(extension.id))).rejects.toMatchObject({
      code: 'app.configuration_invalid',
      field: 'sensitive_word_avoidance.config.api_based_extension_id',
    })
    await expect(configure(informedBy('gone', true))).rejects.toMatchObject({
      field: 'external_data_tools[0].config.api_based_extension_id',
    })
    await configure(informedBy('gone', false))
    await workspace.read(({ apiExtensions }) => apiExtensions.save(extension))
    await configure(moderatedBy(extension.id))
    await configure(informedBy(extension.id, true))
  })

  it('configures agents', async () => {
    const { configure } = await aConfiguredApp(AGENT_DOCUMENT)
    const { document } = await configure({ ...CONFIGURATION, agent_mode: { enabled: true } })
    expect(document['agent_mode']).toEqual({ enabled: true, strategy: 'router', tools: [] })
  })

  it('refuses what cannot be, and stores nothing', async () => {
    const { workspace, app, configure } = await aConfiguredApp()
    const refused = configure({ ...CONFIGURATION, pre_prompt: 3 })
    await expect(refused).rejects.toThrow(AppConfigurationInvalid)
    expect((await storedApp(workspace, app.id)).properties).toEqual(app.properties)
  })

  it('refuses a model the workspace does not have, and says why', async () => {
    const { workspace, app } = await aConfiguredApp()
    const configureApp = new ConfigureApp({ ...workspace, models: registryOf(undefined) })
    const refused = configureApp.execute({
      tenantId: TENANT,
      appId: app.id,
      configuration: CONFIGURATION,
    })
    await expect(refused).rejects.toMatchObject({
      field: 'model.name',
      message: expect.stringContaining('Configure one.') as string,
    })
  })

  it('refuses workflows and apps that are not there', async () => {
    const { configure } = await aConfiguredApp(WORKFLOW_DOCUMENT)
    await expect(configure(CONFIGURATION)).rejects.toThrow(AppNotConfigurable)
    const unknown = AppId.parse('99999999-9999-7999-8999-999999999999')
    await expect(configure(CONFIGURATION, unknown)).rejects.toThrow(AppNotFound)
  })
})
