import {
  PASSED,
  type InputVerdict,
  type ModeratedInput,
  type ModeratedOutput,
  type ModerationMethod,
  type ModerationSubject,
  type OutputVerdict,
} from '@weft/domain/conversation'
import { ApiExtensionFailed, type ExtensionPoint } from '@weft/domain/extension'
import { isJsonObject, type JsonObject } from '@weft/domain/kernel'
import type { ExtensionCaller } from '../../extension/index.js'

type Options = { readonly signal: AbortSignal }

/** Asks an API extension of the workspace, which decides and says what is said instead. */
export class ApiModeration implements ModerationMethod {
  readonly type = 'api'

  constructor(private readonly extensions: ExtensionCaller) {}

  async moderateInput(subject: ModeratedInput, options: Options): Promise<InputVerdict> {
    const { appId, inputs, query } = subject
    const params = { app_id: appId, inputs, query }
    const answer = await this.call(subject, 'app.moderation.input', params, options)
    if (answer['flagged'] !== true) return PASSED
    if (answer['action'] === 'direct_output') return directOutput(answer)
    if (answer['action'] !== 'overridden') throw unknownAction(answer)
    return {
      action: 'overridden',
      inputs: isJsonObject(answer['inputs']) ? answer['inputs'] : inputs,
      query: typeof answer['query'] === 'string' ? answer['query'] : query,
    }
  }

  async moderateOutput(subject: ModeratedOutput, options: Options): Promise<OutputVerdict> {
    const { appId, text } = subject
    const params = { app_id: appId, text }
    const answer = await this.call(subject, 'app.moderation.output', params, options)
    if (answer['flagged'] !== true) return PASSED
    if (answer['action'] === 'direct_output') return directOutput(answer)
    if (answer['action'] !== 'overridden' || typeof answer['text'] !== 'string')
      throw unknownAction(answer)
    return { action: 'overridden', text: answer['text'] }
  }

  private call(
    { tenantId, policy }: ModerationSubject,
    point: ExtensionPoint,
    params: JsonObject,
    options: Options,
  ): Promise<JsonObject> {
    const { api_based_extension_id: id } = policy.config
    const extensionId = typeof id === 'string' ? id : ''
    return this.extensions.call(tenantId, extensionId, { point, params }, options)
  }
}

function directOutput({ preset_response: preset }: JsonObject) {
  return {
    action: 'direct_output',
    presetResponse: typeof preset === 'string' ? preset : '',
  } as const
}

function unknownAction({ action }: JsonObject): ApiExtensionFailed {
  const named = JSON.stringify(action ?? null)
  return new ApiExtensionFailed(
    'answer',
    `The API extension flagged the text without saying what is to be done: its action is ${named.slice(0, 100)}.`,
  )
}
