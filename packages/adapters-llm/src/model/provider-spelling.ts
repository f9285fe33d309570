/** Spellings of documents that mean "some endpoint with the OpenAI protocol", whichever is configured. */
const GENERIC_SPELLING = 'openai-api-compatible'

/**
 * Finds the provider a document means. Case and `_` or `-` do not matter; the plugin form
 * `langgenius/openai/openai` means its last part. An exact spelling wins over a plugin form.
 */
export function findProvider<
  P extends { readonly id: string; readonly aliases: readonly string[] },
>(providers: readonly P[], spelling: string): P | undefined {
  const whole = normalise(spelling)
  const last = whole.slice(whole.lastIndexOf('/') + 1)
  return bySpelling(providers, whole) ?? bySpelling(providers, last)
}

/** True for the plugin that stands for any endpoint with the OpenAI protocol. */
export function isGenericSpelling(spelling: string): boolean {
  return normalise(spelling).split('/').at(-1) === GENERIC_SPELLING
}

function bySpelling<P extends { readonly id: string; readonly aliases: readonly string[] }>(
  providers: readonly P[],
  spelling: string,
): P | undefined {
  return (
    providers.find((provider) => normalise(provider.id) === spelling) ??
    providers.find((provider) => provider.aliases.some((alias) => normalise(alias) === spelling))
  )
}

function normalise(spelling: string): string {
  return spelling.trim().toLowerCase().replaceAll('_', '-')
}
