import type { CredentialField } from './credential-field.js'
import type { LocalText } from './local-text.js'
import type { ModelDescription } from './model-description.js'
import type { ModelType } from './model-type.js'

/** What is known of a provider without calling it. */
export type ProviderDescription = {
  /** `openai`; documents may spell it in other ways. */
  readonly id: string
  /** Further spellings, without those that differ in case, `-`, `_` or the plugin form only. */
  readonly aliases: readonly string[]
  readonly label: LocalText
  readonly description: LocalText
  /** Where credentials are to be had. */
  readonly help: { readonly title: LocalText; readonly url: LocalText } | undefined
  readonly modelTypes: readonly ModelType[]
  /** Whether the models are known beforehand, or anyone may add models, or both. */
  readonly configurationMethods: readonly ('predefined-model' | 'customizable-model')[]
  /** What the provider as a whole asks for; absent when only single models are configured. */
  readonly credentialFields: readonly CredentialField[] | undefined
  /** What a model that somebody adds asks for; absent when nobody may add one. */
  readonly modelCredentialFields: readonly CredentialField[] | undefined
  readonly models: readonly ModelDescription[]
}
