import { TOOLS, type ModelEntry } from '../model-entry.js'

const FEATURES = [...TOOLS, 'vision', 'document'] as const
const STRUCTURED = [...FEATURES, 'structured-output'] as const

export const ANTHROPIC_PARAMETERS = [
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'thinking',
  'thinking_budget',
] as const

export const ANTHROPIC_MODELS: readonly ModelEntry[] = [
  {
    name: 'claude-opus-4-5',
    label: 'Claude Opus 4.5',
    features: STRUCTURED,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['5', '25'],
  },
  {
    name: 'claude-sonnet-4-5',
    label: 'Claude Sonnet 4.5',
    features: STRUCTURED,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['3', '15'],
  },
  {
    name: 'claude-haiku-4-5',
    label: 'Claude Haiku 4.5',
    features: STRUCTURED,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['1', '5'],
  },
  {
    name: 'claude-opus-4-5-20251101',
    features: STRUCTURED,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['5', '25'],
  },
  {
    name: 'claude-sonnet-4-5-20250929',
    features: STRUCTURED,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['3', '15'],
  },
  {
    name: 'claude-haiku-4-5-20251001',
    features: STRUCTURED,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['1', '5'],
  },
  {
    name: 'claude-opus-4-1-20250805',
    label: 'Claude Opus 4.1',
    features: STRUCTURED,
    properties: { contextSize: 200_000, maxOutputTokens: 32_000 },
    price: ['15', '75'],
  },
  {
    name: 'claude-opus-4-20250514',
    label: 'Claude Opus 4',
    features: FEATURES,
    properties: { contextSize: 200_000, maxOutputTokens: 32_000 },
    price: ['15', '75'],
  },
  {
    name: 'claude-sonnet-4-20250514',
    label: 'Claude Sonnet 4',
    features: FEATURES,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['3', '15'],
  },
  {
    name: 'claude-3-7-sonnet-20250219',
    label: 'Claude 3.7 Sonnet',
    features: FEATURES,
    properties: { contextSize: 200_000, maxOutputTokens: 64_000 },
    price: ['3', '15'],
    isDeprecated: true,
  },
  {
    name: 'claude-3-5-sonnet-20241022',
    label: 'Claude 3.5 Sonnet',
    features: FEATURES,
    properties: { contextSize: 200_000, maxOutputTokens: 8_192 },
    price: ['3', '15'],
    isDeprecated: true,
  },
  {
    name: 'claude-3-5-haiku-20241022',
    label: 'Claude 3.5 Haiku',
    features: FEATURES,
    properties: { contextSize: 200_000, maxOutputTokens: 8_192 },
    price: ['0.80', '4'],
  },
  {
    name: 'claude-3-haiku-20240307',
    label: 'Claude 3 Haiku',
    features: [...TOOLS, 'vision'],
    properties: { contextSize: 200_000, maxOutputTokens: 4_096 },
    price: ['0.25', '1.25'],
  },
]
