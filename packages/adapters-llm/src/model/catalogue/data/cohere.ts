import { TOOLS, type ModelEntry } from '../model-entry.js'

export const COHERE_PARAMETERS = [
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'presence_penalty',
  'frequency_penalty',
  'seed',
] as const

const EMBEDDING = { contextSize: 512, maxChunks: 96 } as const

export const COHERE_MODELS: readonly ModelEntry[] = [
  {
    name: 'command-a-03-2025',
    features: [...TOOLS, 'structured-output'],
    properties: { contextSize: 256_000, maxOutputTokens: 8_000 },
    price: ['2.50', '10'],
  },
  {
    name: 'command-a-reasoning-08-2025',
    features: [...TOOLS, 'structured-output'],
    properties: { contextSize: 256_000, maxOutputTokens: 32_000 },
  },
  {
    name: 'command-a-vision-07-2025',
    features: ['vision', 'structured-output'],
    properties: { contextSize: 128_000, maxOutputTokens: 8_000 },
  },
  {
    name: 'command-r-plus-08-2024',
    features: TOOLS,
    properties: { contextSize: 128_000, maxOutputTokens: 4_000 },
    price: ['2.50', '10'],
  },
  {
    name: 'command-r-08-2024',
    features: TOOLS,
    properties: { contextSize: 128_000, maxOutputTokens: 4_000 },
    price: ['0.15', '0.60'],
  },
  {
    name: 'command-r7b-12-2024',
    features: TOOLS,
    properties: { contextSize: 128_000, maxOutputTokens: 4_000 },
    price: ['0.0375', '0.15'],
  },
  {
    name: 'embed-v4.0',
    type: 'text-embedding',
    properties: { contextSize: 128_000, dimensions: 1_536, maxChunks: 96 },
    price: ['0.12'],
  },
  {
    name: 'embed-english-v3.0',
    type: 'text-embedding',
    properties: { ...EMBEDDING, dimensions: 1_024 },
    price: ['0.10'],
  },
  {
    name: 'embed-multilingual-v3.0',
    type: 'text-embedding',
    properties: { ...EMBEDDING, dimensions: 1_024 },
    price: ['0.10'],
  },
  {
    name: 'embed-multilingual-light-v3.0',
    type: 'text-embedding',
    properties: { ...EMBEDDING, dimensions: 384 },
    price: ['0.10'],
  },
  { name: 'rerank-v4.0-pro', type: 'rerank', properties: { contextSize: 32_768 } },
  { name: 'rerank-v4.0-fast', type: 'rerank', properties: { contextSize: 32_768 } },
  { name: 'rerank-v3.5', type: 'rerank', properties: { contextSize: 4_096 } },
  { name: 'rerank-multilingual-v3.0', type: 'rerank', properties: { contextSize: 4_096 } },
  { name: 'rerank-english-v3.0', type: 'rerank', properties: { contextSize: 4_096 } },
]
