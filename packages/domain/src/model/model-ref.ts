/** Names a model: the provider as the document spells it, and the model's own name. */
export type ModelRef = {
  readonly provider: string
  readonly name: string
}

/** `provider/name`, for people. */
export function describeModel(model: ModelRef): string {
  return `${model.provider}/${model.name}`
}

/**
 * Reads `provider/name`, split at the first slash: `ollama/library/qwen` is the model `library/qwen` of `ollama`.
 * Nothing when there is no slash or a side is empty.
 */
export function parseModelRef(text: string): ModelRef | undefined {
  const slash = text.indexOf('/')
  const provider = text.slice(0, slash).trim()
  const name = text.slice(slash + 1).trim()
  return slash > 0 && provider !== '' && name !== '' ? { provider, name } : undefined
}

/** What documents name to be answered by whatever model is the workspace's default of the type in question. */
export const DEFAULT_MODEL: ModelRef = { provider: 'weft', name: 'default' }

export function asksForDefault({ provider, name }: ModelRef): boolean {
  return provider === DEFAULT_MODEL.provider && name === DEFAULT_MODEL.name
}
