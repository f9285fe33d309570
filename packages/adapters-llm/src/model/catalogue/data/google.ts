import { TOOLS, type ModelEntry } from '../model-entry.js'

const FEATURES = [...TOOLS, 'vision', 'document', 'video', 'audio', 'structured-output'] as const
const LARGE = { contextSize: 1_048_576, maxOutputTokens: 65_536 } as const

export const GOOGLE_PARAMETERS = [
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'seed',
  'json_schema',
  'thinking_budget',
] as const

export const GOOGLE_MODELS: readonly ModelEntry[] = [
  // Half price until the end of 2026.
  { name: 'gemini-3.8-flash', features: FEATURES, properties: LARGE, price: ['0.75', '3.75'] },
  { name: 'gemini-3.5-flash', features: FEATURES, properties: LARGE, price: ['1.50', '9'] },
  {
    name: 'gemini-3.5-flash-lite',
    features: FEATURES,
    properties: LARGE,
    price: ['0.30', '2.50'],
  },
  { name: 'gemini-3.1-pro-preview', features: FEATURES, properties: LARGE, price: ['2', '12'] },
  {
    name: 'gemini-3.1-flash-lite',
    features: FEATURES,
    properties: LARGE,
    price: ['0.25', '1.50'],
  },
  {
    name: 'gemini-3-pro-preview',
    features: FEATURES,
    properties: LARGE,
    price: ['2', '12'],
    isDeprecated: true,
  },
  { name: 'gemini-3-flash-preview', features: FEATURES, properties: LARGE, price: ['0.50', '3'] },
  {
    name: 'gemini-2.5-pro',
    features: FEATURES,
    properties: LARGE,
    price: ['1.25', '10'],
    isDeprecated: true,
  },
  {
    name: 'gemini-2.5-flash',
    features: FEATURES,
    properties: LARGE,
    price: ['0.30', '2.50'],
    isDeprecated: true,
  },
  {
    name: 'gemini-2.5-flash-lite',
    features: FEATURES,
    properties: LARGE,
    price: ['0.10', '0.40'],
  },
  {
    name: 'gemini-2.0-flash',
    features: FEATURES,
    properties: { contextSize: 1_048_576, maxOutputTokens: 8_192 },
    price: ['0.10', '0.40'],
    isDeprecated: true,
  },
  {
    name: 'gemini-2.0-flash-lite',
    features: FEATURES,
    properties: { contextSize: 1_048_576, maxOutputTokens: 8_192 },
    price: ['0.075', '0.30'],
    isDeprecated: true,
  },
  {
    name: 'gemini-embedding-001',
    type: 'text-embedding',
    properties: { contextSize: 2_048, dimensions: 3_072, maxChunks: 100 },
    price: ['0.15'],
  },
  {
    name: 'text-embedding-004',
    type: 'text-embedding',
    properties: { contextSize: 2_048, dimensions: 768, maxChunks: 100 },
    isDeprecated: true,
  },
]
