import { splitReasoning, type CompletionRequest, type LanguageModel } from '@weft/domain/model'

/**
 * The whole of what a model says, trimmed and without what it thought.
 *
 * @throws ModelCallFailed as the model does, and the signal's reason once it is aborted.
 */
export async function collectText(
  model: LanguageModel,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<string> {
  let reply = ''
  for await (const chunk of model.complete(request, { signal }))
    if (chunk.type === 'text') reply += chunk.text
  return splitReasoning(reply).text
}
