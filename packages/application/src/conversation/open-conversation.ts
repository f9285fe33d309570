import { AppModeNotAvailable } from '@weft/domain/app'
import type { JsonArray, JsonObject } from '@weft/domain/kernel'
import type { ModelRegistry } from '@weft/domain/model'
import { readModelConfiguration } from '@weft/domain/workflow'
import type { GenerationEvent } from '../kernel/index.js'
import { prepareWorkflow, readDocument, type LibraryPorts } from '../workflow/index.js'
import { LocalModelConversation } from './local-model-conversation.js'
import { LocalWorkflowConversation } from './local-workflow-conversation.js'

export type LocalTurnArgs = {
  /** What the user says. */
  readonly query: string
  /** Values of the input form. Default: none. */
  readonly inputs?: JsonObject
  /** Files as callers name them. Default: none. */
  readonly files?: JsonArray
  /** Who asks. Default `user`. */
  readonly user?: string
  /** Ends generation when it is aborted. */
  readonly signal?: AbortSignal
}

/** A conversation that lives as long as this object. Take the turns one after the other. */
export interface LocalConversation {
  /**
   * The events of one turn in batches, as `GenerateResponse` tells them. Rejects before the first one when an input
   * does not fit the form or the model is not configured.
   */
  say(turn: LocalTurnArgs): AsyncGenerator<readonly GenerationEvent[], void, undefined>
}

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
  ports: LibraryPorts & { readonly models: ModelRegistry },
): LocalConversation {
  const { app, body } = readDocument(document)
  if (body.type === 'workflow')
    return new LocalWorkflowConversation(prepareWorkflow(document, ports), ports)
  if (app.mode === 'agent-chat') throw new AppModeNotAvailable(app.mode)
  return new LocalModelConversation(app.mode, readModelConfiguration(body.modelConfig), ports)
}
