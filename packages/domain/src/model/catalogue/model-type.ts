/** What a model does, as documents and the wire spell it. */
export type ModelType = 'llm' | 'text-embedding' | 'rerank' | 'speech2text' | 'moderation' | 'tts'

const LEGACY_NAMES = {
  llm: 'text-generation',
  'text-embedding': 'embeddings',
  rerank: 'reranking',
  speech2text: 'speech2text',
  moderation: 'moderation',
  tts: 'tts',
} as const satisfies Record<ModelType, string>

/** Every model type, in the order in which people see them. */
export const MODEL_TYPES = Object.keys(LEGACY_NAMES).filter(isModelType)

/** The canonical names only: legacy ones are not understood. */
export function isModelType(text: string): text is ModelType {
  return Object.hasOwn(LEGACY_NAMES, text)
}

/** The name under which default models used to be stored: `text-generation` for `llm`. */
export function legacyModelType(type: ModelType): string {
  return LEGACY_NAMES[type]
}
