import { TOOLS, type ModelEntry } from '../model-entry.js'

const VISION = [...TOOLS, 'vision', 'document'] as const

export const BEDROCK_PARAMETERS = ['temperature', 'top_p', 'max_tokens'] as const

export const BEDROCK_MODELS: readonly ModelEntry[] = [
  {
    name: 'anthropic.claude-opus-5-5',
    features: VISION,
    properties: { contextSize: 1_000_000, maxOutputTokens: 128_000 },
    price: ['4', '20'],
    parameters: ['max_tokens'],
  },
  {
    name: 'anthropic.claude-sonnet-5-5',
    features: VISION,
    properties: { contextSize: 1_000_000, maxOutputTokens: 128_000 },
    price: ['2', '10'],
    parameters: ['max_tokens'],
  },
  {
    name: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
    features: VISION,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['3', '15'],
  },
  {
    name: 'anthropic.claude-haiku-4-5-20251001-v1:0',
    features: VISION,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['1', '5'],
  },
  {
    name: 'anthropic.claude-3-5-sonnet-20241022-v2:0',
    features: VISION,
    properties: { contextSize: 200_000, maxOutputTokens: 8_192 },
    price: ['3', '15'],
  },
  {
    name: 'amazon.nova-pro-v1:0',
    features: [...VISION, 'video'],
    properties: { contextSize: 300_000, maxOutputTokens: 10_000 },
    price: ['0.80', '3.20'],
  },
  {
    name: 'amazon.nova-lite-v1:0',
    features: [...VISION, 'video'],
    properties: { contextSize: 300_000, maxOutputTokens: 10_000 },
    price: ['0.06', '0.24'],
  },
  {
    name: 'amazon.nova-micro-v1:0',
    features: TOOLS,
    properties: { contextSize: 128_000, maxOutputTokens: 10_000 },
    price: ['0.035', '0.14'],
  },
  {
    name: 'us.meta.llama3-3-70b-instruct-v1:0',
    features: TOOLS,
    properties: { contextSize: 128_000, maxOutputTokens: 8_192 },
    price: ['0.72', '0.72'],
  },
  {
    name: 'amazon.titan-embed-text-v2:0',
    type: 'text-embedding',
    properties: { contextSize: 8_192, dimensions: 1_024, maxChunks: 1 },
    price: ['0.02'],
  },
  {
    name: 'cohere.embed-multilingual-v3',
    type: 'text-embedding',
    properties: { contextSize: 512, dimensions: 1_024, maxChunks: 96 },
    price: ['0.10'],
  },
  { name: 'cohere.rerank-v3-5:0', type: 'rerank', properties: { contextSize: 4_096 } },
  { name: 'amazon.rerank-v1:0', type: 'rerank', properties: { contextSize: 4_096 } },
]
