import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { Moderation } from '../../workflow/index.js'

/** How an app's author wants what is said to be moderated. */
export type ModerationPolicy = {
  /** The method's name in documents: `keywords`, `openai_moderation`, `api`, or one that was added. */
  readonly type: string
  /** The method's own settings, as the document has them. */
  readonly config: JsonObject
  /** What users say. */
  readonly input: ModerationSide
  /** What the app answers. */
  readonly output: ModerationSide
}

export type ModerationSide = {
  readonly isEnabled: boolean
  /** What is answered in place of what must not be said. */
  readonly presetResponse: string
}

/** The policy an app's features name; nothing where neither side is moderated. */
export function readModerationPolicy({
  enabled,
  type,
  config,
}: Moderation): ModerationPolicy | undefined {
  const input = readSide(config['inputs_config'])
  const output = readSide(config['outputs_config'])
  if (!enabled || !(input.isEnabled || output.isEnabled)) return undefined
  return { type, config, input, output }
}

function readSide(raw: JsonValue | undefined): ModerationSide {
  const side = isJsonObject(raw) ? raw : {}
  const { enabled, preset_response: preset } = side
  return {
    isEnabled: enabled === true,
    presetResponse: typeof preset === 'string' ? preset : '',
  }
}
