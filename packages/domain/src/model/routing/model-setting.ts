import type { ModelPricing } from '../catalogue/model-description.js'
import type { ModelType } from '../catalogue/model-type.js'
import type { ModelCredentialId } from '../credential/model-credential.js'
import type { ModelFeature } from '../language-model.js'
import type { ModelRef } from '../model-ref.js'

/** Which model of which type: the same name may do several things. */
export type ModelKey = ModelRef & { readonly type: ModelType }

/** One of the credentials calls are spread over. */
export type BalancedCredential = {
  /** `inherit` stands for the provider's own active credential. */
  readonly credentialId: ModelCredentialId | 'inherit'
  readonly isEnabled: boolean
}

/** What somebody knows better of a model than the catalogue does, or all there is to know of a custom one. */
export type ModelOverrides = {
  readonly mode?: 'chat' | 'completion'
  readonly contextSize?: number
  readonly maxOutputTokens?: number
  readonly dimensions?: number
  readonly maxChunks?: number
  readonly features?: readonly ModelFeature[]
  readonly pricing?: ModelPricing
}

/** What a workspace decided about one model. A model nobody decided anything about is `ModelSetting.initial`. */
export type ModelSetting = {
  readonly model: ModelKey
  readonly isEnabled: boolean
  /** True for a model the workspace added itself. */
  readonly isCustom: boolean
  readonly overrides: ModelOverrides
  readonly isBalanced: boolean
  readonly balanced: readonly BalancedCredential[]
  /** Asked in this order when the model itself cannot answer. */
  readonly fallbacks: readonly ModelRef[]
}

export const ModelSetting = {
  initial(model: ModelKey): ModelSetting {
    return {
      model,
      isEnabled: true,
      isCustom: false,
      overrides: {},
      isBalanced: false,
      balanced: [],
      fallbacks: [],
    }
  },
}

/** `llm openai/gpt-4o`: equal for equal models. */
export function modelKeyText({ type, provider, name }: ModelKey): string {
  return `${type} ${provider}/${name}`
}
