import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { SpeechRecording } from '@weft/domain/model'
import { bodyChunks } from './body-chunks.js'
import type { SpeechWish } from './provider-client.js'
import { UnreadableAnswer, type ProviderEndpoint } from './provider-endpoint.js'

/** `GET /models`. */
export async function listModels(
  endpoint: ProviderEndpoint,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return idsOf(await endpoint.get('/models', signal))
}

/** The names in `{ data: [{ id }] }`. */
export function idsOf({ data }: JsonObject): readonly string[] {
  if (!Array.isArray(data)) throw new UnreadableAnswer('The answer has no list of models.')
  return data.flatMap((model: JsonValue) => {
    const id = isJsonObject(model) ? model['id'] : undefined
    return typeof id === 'string' ? [id] : []
  })
}

/** `POST /moderations`: what each text is flagged for. */
export async function moderateTexts(
  endpoint: ProviderEndpoint,
  model: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly (readonly string[])[]> {
  const { results } = await endpoint.post('/moderations', { model, input: texts }, signal)
  if (!Array.isArray(results)) throw new UnreadableAnswer('The answer has no results.')
  return results.map((result: JsonValue) => flagsOf(result))
}

function flagsOf(result: JsonValue): readonly string[] {
  if (!isJsonObject(result) || result['flagged'] !== true) return []
  const { categories } = result
  const named = isJsonObject(categories) ? Object.entries(categories) : []
  const flagged = named.filter(([, isFlagged]) => isFlagged === true).map(([name]) => name)
  return flagged.length > 0 ? flagged : ['flagged']
}

/** `POST /audio/transcriptions`. */
export async function transcribeRecording(
  endpoint: ProviderEndpoint,
  model: string,
  { bytes, mimeType, filename }: SpeechRecording,
  { language, signal }: { readonly language: string | undefined; readonly signal: AbortSignal },
): Promise<string> {
  const form = new FormData()
  form.set('model', model)
  form.set('response_format', 'json')
  if (language !== undefined) form.set('language', language)
  form.set('file', new Blob([Uint8Array.from(bytes)], { type: mimeType }), filename)
  const { text } = await endpoint.postForm('/audio/transcriptions', form, signal)
  if (typeof text === 'string') return text
  throw new UnreadableAnswer('The answer has no text.')
}

/** `POST /audio/speech`, handed on as it arrives. */
export async function* speakText(
  endpoint: ProviderEndpoint,
  model: string,
  { text, voice, signal }: SpeechWish,
): AsyncGenerator<Uint8Array, void, undefined> {
  const body = { model, input: text, voice: voice ?? 'alloy', response_format: 'mp3' }
  const response = await endpoint.postRaw('/audio/speech', body, signal)
  const type = response.headers.get('content-type') ?? ''
  if (/^(application\/json|text\/)/i.test(type)) {
    await response.body?.cancel()
    throw new UnreadableAnswer(`The answer is ${type} instead of sound.`)
  }
  yield* bodyChunks(response)
}
