import type { ModelDescription } from '@weft/domain/model'
import { isEndpointKind } from '../provider/known-endpoint.js'
import { ANTHROPIC_MODELS, ANTHROPIC_PARAMETERS } from './data/anthropic.js'
import { BEDROCK_MODELS, BEDROCK_PARAMETERS } from './data/bedrock.js'
import { COHERE_MODELS, COHERE_PARAMETERS } from './data/cohere.js'
import { DEEPSEEK_MODELS, ENDPOINT_MODELS } from './data/endpoints.js'
import { GOOGLE_MODELS, GOOGLE_PARAMETERS } from './data/google.js'
import { JINA_MODELS } from './data/jina.js'
import { MISTRAL_MODELS, MISTRAL_PARAMETERS } from './data/mistral.js'
import { OPENAI_MODELS, OPENAI_PARAMETERS } from './data/openai.js'
import { toModelDescription, type ModelEntry } from './model-entry.js'

type Shelf = { readonly models: readonly ModelEntry[]; readonly parameters: readonly string[] }

const COMPATIBLE_PARAMETERS = [
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'max_tokens',
  'seed',
  'response_format',
] as const

/** Azure has moderation in a service of its own. */
const AZURE_MODELS = OPENAI_MODELS.filter(({ type }) => type !== 'moderation')

const SHELVES: ReadonlyMap<string, Shelf> = new Map<string, Shelf>([
  ['openai', { models: OPENAI_MODELS, parameters: OPENAI_PARAMETERS }],
  ['azure-openai', { models: AZURE_MODELS, parameters: OPENAI_PARAMETERS }],
  ['anthropic', { models: ANTHROPIC_MODELS, parameters: ANTHROPIC_PARAMETERS }],
  ['google', { models: GOOGLE_MODELS, parameters: GOOGLE_PARAMETERS }],
  ['bedrock', { models: BEDROCK_MODELS, parameters: BEDROCK_PARAMETERS }],
  ['mistral', { models: MISTRAL_MODELS, parameters: MISTRAL_PARAMETERS }],
  ['cohere', { models: COHERE_MODELS, parameters: COHERE_PARAMETERS }],
  ['jina', { models: JINA_MODELS, parameters: [] }],
  ['deepseek', { models: DEEPSEEK_MODELS, parameters: COMPATIBLE_PARAMETERS }],
])

const kept = new Map<string, readonly ModelDescription[]>()

/** The models the catalogue knows of a kind of provider; none for a kind it does not know. */
export function describedModels(kind: string): readonly ModelDescription[] {
  const known = kept.get(kind)
  if (known) return known
  const { models, parameters } = shelfOf(kind)
  const described = models.map((entry) => toModelDescription(entry, parameters))
  if (described.length > 0) kept.set(kind, described)
  return described
}

function shelfOf(kind: string): Shelf {
  const models = isEndpointKind(kind) ? (ENDPOINT_MODELS[kind] ?? []) : []
  return SHELVES.get(kind) ?? { models, parameters: COMPATIBLE_PARAMETERS }
}
