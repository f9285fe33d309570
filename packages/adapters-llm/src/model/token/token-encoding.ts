/** The encodings that are counted with. */
export type TokenEncoding = 'o200k_base' | 'cl100k_base'

/** OpenAI's models before gpt-4o, and its embeddings; Azure spells the first family `gpt-35`. */
const CL100K =
  /^(?:ft:)?(?:gpt-3\.?5|gpt-4(?!o|\.[15])|text-embedding-(?:ada-002|3-)|davinci-002|babbage-002)/

/**
 * The encoding a model's tokens are counted in, by its name without the folders before it: `openai/gpt-4` is `gpt-4`.
 * A model whose provider publishes no tokenizer, or has one of its own, is counted in `o200k_base`.
 */
export function encodingOf(modelName: string): TokenEncoding {
  return CL100K.test(plainModelName(modelName)) ? 'cl100k_base' : 'o200k_base'
}

/** The name as its maker gives it, in small letters. */
export function plainModelName(modelName: string): string {
  return modelName.slice(modelName.lastIndexOf('/') + 1).toLowerCase()
}
