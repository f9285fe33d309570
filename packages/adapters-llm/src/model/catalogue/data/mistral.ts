import { TOOLS, type ModelEntry } from '../model-entry.js'

const FEATURES = [...TOOLS, 'structured-output'] as const
const VISION = [...FEATURES, 'vision'] as const

export const MISTRAL_PARAMETERS = [
  'temperature',
  'top_p',
  'max_tokens',
  'presence_penalty',
  'frequency_penalty',
  'seed',
  'response_format',
  'json_schema',
] as const

export const MISTRAL_MODELS: readonly ModelEntry[] = [
  {
    name: 'mistral-large-latest',
    features: VISION,
    properties: { contextSize: 256_000 },
    price: ['0.50', '1.50'],
  },
  {
    name: 'mistral-large-2512',
    features: VISION,
    properties: { contextSize: 256_000 },
    price: ['0.50', '1.50'],
  },
  {
    name: 'mistral-medium-3.5',
    features: VISION,
    properties: { contextSize: 256_000 },
    price: ['1.50', '7.50'],
  },
  {
    name: 'mistral-medium-latest',
    features: VISION,
    properties: { contextSize: 256_000 },
    price: ['1.50', '7.50'],
  },
  {
    name: 'mistral-small-latest',
    features: VISION,
    properties: { contextSize: 128_000 },
    price: ['0.10', '0.30'],
  },
  {
    name: 'magistral-medium-latest',
    features: VISION,
    properties: { contextSize: 128_000 },
    price: ['2', '5'],
  },
  {
    name: 'codestral-latest',
    features: FEATURES,
    properties: { contextSize: 256_000 },
    price: ['0.30', '0.90'],
  },
  {
    name: 'ministral-8b-latest',
    features: VISION,
    properties: { contextSize: 128_000 },
    price: ['0.15', '0.15'],
  },
  {
    name: 'open-mistral-nemo',
    features: FEATURES,
    properties: { contextSize: 128_000 },
    price: ['0.15', '0.15'],
  },
  {
    name: 'mistral-embed',
    type: 'text-embedding',
    properties: { contextSize: 8_192, dimensions: 1_024, maxChunks: 32 },
    price: ['0.10'],
  },
  { name: 'mistral-moderation-latest', type: 'moderation', properties: { maxChunks: 32 } },
]
