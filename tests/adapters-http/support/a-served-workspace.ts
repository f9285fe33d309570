import { createServiceApi } from '@weft/adapters-http'
import { GetAppInfo, GetAppMeta, GetAppParameters } from '@weft/application/app'
import { silentLogger } from '@weft/domain/kernel'
import {
  aWorkspace,
  importedApp,
  TENANT,
  type Workspace,
} from '../../application/support/workspace.js'

/** The Service API over real use cases and in-memory ports. */
export function aServedWorkspace(options: Parameters<typeof aWorkspace>[0] = {}) {
  const workspace = aWorkspace(options)
  const { unitOfWork } = workspace
  const api = createServiceApi({
    useCases: {
      authenticateApiKey: workspace.authenticate,
      resolveEndUser: workspace.resolveEndUser,
      generateResponse: workspace.generateResponse,
      runWorkflow: workspace.runWorkflow,
      stopGeneration: workspace.stopGeneration,
      renameConversation: workspace.renameConversation,
      getSuggestedQuestions: workspace.getSuggestedQuestions,
      ...workspace.annotationUseCases,
      getWorkflowRun: workspace.getWorkflowRun,
      getForm: workspace.getForm,
      submitForm: workspace.submitForm,
      followRun: workspace.followRun,
      getAppInfo: new GetAppInfo(unitOfWork),
      getAppParameters: new GetAppParameters(unitOfWork),
      getAppMeta: new GetAppMeta(),
    },
    logger: silentLogger,
    version: '1.2.3',
  })
  return { workspace, api }
}

/** Imports the document and gives a key of its app. */
export async function keyFor(workspace: Workspace, document: string): Promise<string> {
  const app = await importedApp(workspace, document)
  const text = `app-key-of-${app.id}`
  await workspace.issueApiKey.execute({ tenantId: TENANT, appId: app.id, text })
  return text
}

export function post(key: string, body: object): RequestInit {
  return {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }
}

export function get(key: string): RequestInit {
  return { headers: { Authorization: `Bearer ${key}` } }
}
