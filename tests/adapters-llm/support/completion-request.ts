import type { CompletionChunk, CompletionRequest, LanguageModel } from '@weft/domain/model'

/** A request with one user message, unless told otherwise. */
export function aCompletionRequest(overrides: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    messages: [{ role: 'user', content: 'Tell me something.' }],
    parameters: {},
    stop: [],
    tools: [],
    responseSchema: undefined,
    user: undefined,
    nodeId: undefined,
    ...overrides,
  }
}

export const never = (): AbortSignal => new AbortController().signal

export async function collect(
  model: LanguageModel,
  request: CompletionRequest = aCompletionRequest(),
  signal: AbortSignal = never(),
): Promise<readonly CompletionChunk[]> {
  const chunks: CompletionChunk[] = []
  for await (const chunk of model.complete(request, { signal })) chunks.push(chunk)
  return chunks
}

export function textOfChunks(chunks: readonly CompletionChunk[]): string {
  return chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('')
}

export function finishOf(chunks: readonly CompletionChunk[]) {
  const last = chunks.at(-1)
  if (last?.type !== 'finish') throw new TypeError('The last chunk is not a finish.')
  return last
}

/** The error a call ends with; fails when it ends well. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new TypeError('The call was expected to fail.')
    },
    (error: unknown) => error,
  )
}
