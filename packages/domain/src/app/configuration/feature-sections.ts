import type { JsonObject } from '../../kernel/index.js'
import type { Section } from './section.js'
import type { Settings } from './settings.js'

const LONGEST_INSTRUCTION = 1_000

/** What is said before anybody asks. */
export const openingSection: Section = (settings) => ({
  opening_statement: settings.text('opening_statement', ''),
  suggested_questions: settings.texts('suggested_questions'),
})

/** Questions to go on with. */
export const followUpSection: Section = (settings) => {
  const followUp = settings.map('suggested_questions_after_answer')
  if (followUp.text('prompt', '').length > LONGEST_INSTRUCTION)
    followUp.refuse('prompt', `must have at most ${LONGEST_INSTRUCTION} characters`)
  if (followUp.has('model')) {
    const model = followUp.map('model')
    model.requiredText('provider')
    model.requiredText('name')
    model.map('completion_params')
  }
  return { suggested_questions_after_answer: withSwitch(followUp) }
}

/** Answers read aloud. What is switched off has neither voice nor language. */
export const textToSpeechSection: Section = (settings) => {
  const speech = settings.map('text_to_speech')
  const enabled = speech.flag('enabled')
  speech.word('autoPlay', ['enabled', 'disabled'], 'disabled')
  return {
    text_to_speech: {
      ...speech.content,
      enabled,
      voice: enabled ? speech.text('voice', '') : '',
      language: enabled ? speech.text('language', '') : '',
    },
  }
}

/** A feature that is on or off. */
export function switchSection(
  key: 'speech_to_text' | 'retriever_resource' | 'more_like_this',
): Section {
  return (settings) => ({ [key]: withSwitch(settings.map(key)) })
}

function withSwitch(feature: Settings): JsonObject {
  return { ...feature.content, enabled: feature.flag('enabled') }
}
