import type { JsonObject } from '@weft/domain/kernel'
import { CHAT_DOCUMENT, CHATFLOW_DOCUMENT, COMPLETION_DOCUMENT } from '../support/documents.js'

export const PRESET_IN = 'Ask me about looms.'
export const PRESET_OUT = 'Let us talk about looms.'

export type Moderated = {
  readonly type?: string
  readonly inputs?: boolean
  readonly outputs?: boolean
  /** Settings of the method. */
  readonly config?: JsonObject
}

const setting = ({ type = 'keywords', inputs = false, outputs = false, config }: Moderated) =>
  JSON.stringify({
    enabled: true,
    type,
    config: {
      keywords: 'bad\n\nworse',
      ...config,
      inputs_config: { enabled: inputs, preset_response: PRESET_IN },
      outputs_config: { enabled: outputs, preset_response: PRESET_OUT },
    },
  })

export const moderatedChat = (moderated: Moderated) =>
  `${CHAT_DOCUMENT}  sensitive_word_avoidance: ${setting(moderated)}\n`

export const moderatedCompletion = (moderated: Moderated) =>
  `${COMPLETION_DOCUMENT}  sensitive_word_avoidance: ${setting(moderated)}\n`

export const moderatedChatflow = (moderated: Moderated) =>
  CHATFLOW_DOCUMENT.replace(
    '  features: {',
    `  features: { sensitive_word_avoidance: ${setting(moderated)},`,
  )
