import type { ModelFeature } from '../language-model.js'
import type { ContentPart } from '../prompt-message.js'
import type { Voice } from '../text-to-speech-model.js'
import type { LocalText } from './local-text.js'
import type { ModelType } from './model-type.js'
import type { ParameterRule } from './parameter-rule.js'

/** Prices as decimal texts: `input` and `output` are the price of one token divided by `unit`. */
export type ModelPricing = {
  readonly input: string
  /** Absent where the output costs nothing. */
  readonly output?: string
  /** `0.001` when prices are per 1,000 tokens, `0.000001` when they are per million. */
  readonly unit: string
  /** ISO 4217; default `USD`. */
  readonly currency?: string
}

/** What kind of thing a model is and how much it takes; what does not concern its type is absent. */
export type ModelProperties = {
  readonly mode?: 'chat' | 'completion'
  /** Tokens the model can see at once. */
  readonly contextSize?: number
  /** Longest answer, in tokens. */
  readonly maxOutputTokens?: number
  /** Length of the vectors of an embedding model. */
  readonly dimensions?: number
  /** Texts per call of an embedding model. */
  readonly maxChunks?: number
  /** Largest recording, in megabytes. */
  readonly fileUploadLimit?: number
  readonly supportedFileExtensions?: readonly string[]
  readonly defaultVoice?: string
  readonly voices?: readonly Voice[]
  /** Longest text read aloud in one call, in characters. */
  readonly wordLimit?: number
  /** Format of the audio: `mp3`. */
  readonly audioType?: string
}

/** What is known of a model without calling it. */
export type ModelDescription = {
  readonly name: string
  readonly label: LocalText
  readonly type: ModelType
  /** No longer offered, but what names it keeps working. */
  readonly isDeprecated: boolean
  readonly fetchFrom: 'predefined-model' | 'customizable-model'
  /** Absent when unknown. */
  readonly features: readonly ModelFeature[] | undefined
  readonly properties: ModelProperties
  readonly parameterRules: readonly ParameterRule[]
  readonly pricing: ModelPricing | undefined
}

/** The features of a model: those that are listed, else those its parameters give away. */
export function featuresOf(
  model: Pick<ModelDescription, 'features' | 'parameterRules'>,
): readonly ModelFeature[] | undefined {
  if (model.features) return model.features
  const takesSchemas = model.parameterRules.some(({ name }) => name === 'json_schema')
  return takesSchemas ? ['structured-output'] : undefined
}

const FEATURE_OF_CONTENT = {
  image: 'vision',
  document: 'document',
  video: 'video',
  audio: 'audio',
} as const satisfies Record<Exclude<ContentPart['type'], 'text'>, ModelFeature>

/** Whether a model with these features takes such content. Without any features it takes text only. */
export function supportsContent(
  features: readonly ModelFeature[] | undefined,
  type: ContentPart['type'],
): boolean {
  return type === 'text' || (features?.includes(FEATURE_OF_CONTENT[type]) ?? false)
}
