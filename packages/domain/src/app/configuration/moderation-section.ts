import type { Section } from './section.js'
import type { Settings } from './settings.js'

const TYPES = ['keywords', 'openai_moderation', 'api'] as const
const LONGEST_RESPONSE = 100
const LONGEST_KEYWORDS = 10_000
const MOST_KEYWORDS = 100

/** What may not be said, and what is said instead. */
export const moderationSection: Section = (settings) => {
  const moderation = settings.map('sensitive_word_avoidance')
  const enabled = moderation.flag('enabled')
  if (enabled) checkModeration(moderation)
  return { sensitive_word_avoidance: { ...moderation.content, enabled } }
}

function checkModeration(moderation: Settings): void {
  moderation.requiredText('type')
  const type = moderation.word('type', TYPES, 'keywords')
  const config = moderation.requiredMap('config')
  checkSides(config, type !== 'api')
  if (type === 'keywords') checkKeywords(config)
  if (type === 'api') config.requiredText('api_based_extension_id')
}

function checkSides(config: Settings, needsResponse: boolean): void {
  const sides = [config.requiredMap('inputs_config'), config.requiredMap('outputs_config')]
  const checked = sides.filter((side) => side.flag('enabled'))
  if (checked.length === 0) config.refuse('inputs_config', 'or outputs_config must be enabled')
  if (needsResponse) checked.forEach(checkResponse)
}

function checkResponse(side: Settings): void {
  if (side.requiredText('preset_response').length > LONGEST_RESPONSE)
    side.refuse('preset_response', `must have at most ${LONGEST_RESPONSE} characters`)
}

function checkKeywords(config: Settings): void {
  const keywords = config.requiredText('keywords')
  if (keywords.length > LONGEST_KEYWORDS)
    config.refuse('keywords', `must have at most ${LONGEST_KEYWORDS} characters`)
  if (keywords.split('\n').length > MOST_KEYWORDS)
    config.refuse('keywords', `must have at most ${MOST_KEYWORDS} rows`)
}
