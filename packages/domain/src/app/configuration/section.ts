import type { JsonObject } from '../../kernel/index.js'
import type { Settings } from './settings.js'

/** The modes whose apps are configured by a model and a prompt. */
export type ConfigurableMode = 'completion' | 'chat' | 'agent-chat'

/** What is known of the app while a part of its configuration is checked. */
export type SectionContext = {
  readonly mode: ConfigurableMode
  /** How the chosen model is spoken to. */
  readonly modelMode: 'chat' | 'completion'
}

/**
 * Checks the keys of a configuration that belong together and gives exactly those back, with their defaults.
 *
 * @throws AppConfigurationInvalid for the first that cannot be.
 */
export type Section = (settings: Settings, context: SectionContext) => JsonObject
