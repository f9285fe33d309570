import { AppModeNotAvailable } from '@weft/domain/app'
import { readModelConfiguration } from '@weft/domain/workflow'
import { prepareWorkflow, readDocument, type LibraryPorts } from '../workflow/index.js'
import type { LocalConversation } from './local-conversation.js'
import { LocalModelConversation, type LocalModelPorts } from './local-model-conversation.js'
import { LocalWorkflowConversation } from './local-workflow-conversation.js'

/**
 * Opens a conversation with the app of a document, without a server and without a database: advanced-chat, chat, and
 * completion, whose turns do not know of each other.
 *
 * @param document YAML or JSON text, or what such a text says.
 * @throws DslInvalid or GraphInvalid when the document cannot be read or run.
 * @throws AppModeNotAvailable for agent-chat documents.
 */
export function openConversation(
  document: string | object,
  ports: LibraryPorts & LocalModelPorts,
): LocalConversation {
  const { app, body } = readDocument(document)
  if (body.type === 'workflow')
    return new LocalWorkflowConversation(prepareWorkflow(document, ports), ports)
  if (app.mode === 'agent-chat') throw new AppModeNotAvailable(app.mode)
  return new LocalModelConversation(app.mode, readModelConfiguration(body.modelConfig), ports)
}
