import { isJsonObject, type JsonObject } from '@weft/domain/kernel'
import type { Fetch } from '../sdk/watched-fetch.js'

/** Where the request mapping leaves the prompt of a completion model for `plainPromptFetch`. */
export const PLAIN_PROMPT = 'weft_plain_prompt'

/**
 * Sends the prompt of a completion model as it was written. The provider library would dress it up as a
 * conversation (`user:` … `assistant:`) with a stop sequence of its own, which changes what the model continues.
 */
export function plainPromptFetch(fetch: Fetch): Fetch {
  return (input, init) =>
    typeof init?.body === 'string'
      ? fetch(input, { ...init, body: JSON.stringify(withPlainPrompt(init.body)) })
      : fetch(input, init)
}

function withPlainPrompt(body: string): JsonObject {
  const parsed: unknown = JSON.parse(body)
  if (!isJsonObject(parsed)) throw new TypeError('The request of a completion model is an object.')
  const { [PLAIN_PROMPT]: plain, stop: _librarys, ...rest } = parsed
  return isJsonObject(plain) ? { ...rest, ...plain } : rest
}
