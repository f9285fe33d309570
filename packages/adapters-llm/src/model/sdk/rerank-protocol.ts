import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { RerankReply, RerankWish } from './provider-client.js'
import { UnreadableAnswer, type ProviderEndpoint } from './provider-endpoint.js'

/** `POST /rerank`, as Cohere and Jina brought it up and most endpoints took it over. */
export async function rerankOverHttp(
  endpoint: ProviderEndpoint,
  model: string,
  { query, texts, limit, signal }: RerankWish,
): Promise<RerankReply> {
  const body = {
    model,
    query,
    documents: texts,
    ...(limit === undefined ? {} : { top_n: limit }),
  }
  const answer = await endpoint.post('/rerank', body, signal)
  const { results } = answer
  if (!Array.isArray(results)) throw new UnreadableAnswer('The answer has no results.')
  return { ranked: results.map((result: JsonValue) => toRanked(result)), tokens: tokensOf(answer) }
}

function toRanked(result: JsonValue): RerankReply['ranked'][number] {
  const { index, relevance_score: score } = isJsonObject(result) ? result : {}
  if (typeof index === 'number' && typeof score === 'number') return { index, score }
  throw new UnreadableAnswer('A result has no index or no score.')
}

/** `usage.total_tokens`, or what Cohere bills: searches or tokens. */
function tokensOf({ usage, meta }: JsonObject): number | undefined {
  const billed = isJsonObject(meta) ? (meta['tokens'] ?? meta['billed_units']) : undefined
  const tokens = isJsonObject(usage)
    ? usage['total_tokens']
    : isJsonObject(billed)
      ? billed['input_tokens']
      : undefined
  return typeof tokens === 'number' ? tokens : undefined
}
