import { isJsonObject, type JsonObject } from '../../kernel/index.js'
import type { ModelRef } from '../../model/index.js'
import { agentSection } from './agent-section.js'
import { AppConfigurationInvalid } from './app-configuration-invalid.js'
import { datasetSection } from './dataset-section.js'
import { externalToolSection } from './external-tool-section.js'
import {
  followUpSection,
  openingSection,
  switchSection,
  textToSpeechSection,
} from './feature-sections.js'
import { fileUploadSection } from './file-upload-section.js'
import { inputFormSection } from './input-form-section.js'
import { checkModel, readModelChoice, type ModelLookup } from './model-section.js'
import { moderationSection } from './moderation-section.js'
import { promptSection } from './prompt-section.js'
import type { ConfigurableMode, Section } from './section.js'
import { Settings } from './settings.js'

const IN_EVERY_MODE: readonly Section[] = [
  inputFormSection,
  externalToolSection,
  fileUploadSection,
  promptSection,
  agentSection,
  datasetSection,
  textToSpeechSection,
  moderationSection,
]
const IN_CONVERSATIONS: readonly Section[] = [
  openingSection,
  followUpSection,
  switchSection('speech_to_text'),
  switchSection('retriever_resource'),
]
const SECTIONS: { readonly [mode in ConfigurableMode]: readonly Section[] } = {
  completion: [...IN_EVERY_MODE, switchSection('more_like_this')],
  chat: [...IN_EVERY_MODE, ...IN_CONVERSATIONS],
  'agent-chat': [...IN_EVERY_MODE, ...IN_CONVERSATIONS],
}

/**
 * The configuration as it may be stored: with a default for everything the mode has, and without what it does not have.
 * Keys inside of features are kept.
 *
 * @param findModel what is known of the model the configuration names.
 * @throws AppConfigurationInvalid for the first thing that cannot be, naming its field.
 */
export function validateAppConfiguration(
  mode: ConfigurableMode,
  configuration: JsonObject,
  findModel: (model: ModelRef) => ModelLookup,
): JsonObject {
  const settings = new Settings(configuration)
  const checked = checkModel(settings, findModel(readModelChoice(settings)))
  const context = { mode, modelMode: checked.mode }
  return SECTIONS[mode].reduce<JsonObject>(
    (known, section) => ({ ...known, ...section(settings, context) }),
    { model: checked.model },
  )
}

/** The model a configuration names, its provider spelled in full. @throws AppConfigurationInvalid when it names none. */
export function modelOfConfiguration(configuration: unknown): ModelRef {
  if (!isJsonObject(configuration))
    throw new AppConfigurationInvalid('configuration', 'must be a map')
  return readModelChoice(new Settings(configuration))
}
