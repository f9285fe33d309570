import type { EndpointKind } from '../../provider/known-endpoint.js'
import { TOOLS, type ModelEntry } from '../model-entry.js'

const CNY = 'CNY'

const DEEPSEEK = { contextSize: 1_000_000, maxOutputTokens: 384_000 } as const

/** At peak hours; at other times the price is half. */
export const DEEPSEEK_MODELS: readonly ModelEntry[] = [
  {
    name: 'deepseek-flash',
    features: [...TOOLS, 'vision'],
    properties: DEEPSEEK,
    price: ['0.30', '1.20'],
  },
  { name: 'deepseek-v4-pro', features: TOOLS, properties: DEEPSEEK, price: ['1.32', '3.96'] },
  {
    name: 'deepseek-v4-flash',
    features: TOOLS,
    properties: DEEPSEEK,
    price: ['0.30', '1.20'],
    isDeprecated: true,
  },
  {
    name: 'deepseek-chat',
    features: TOOLS,
    properties: { contextSize: 128_000, maxOutputTokens: 8_192 },
    price: ['0.28', '0.42'],
    isDeprecated: true,
  },
  {
    name: 'deepseek-reasoner',
    features: TOOLS,
    properties: { contextSize: 128_000, maxOutputTokens: 64_000 },
    price: ['0.28', '0.42'],
    isDeprecated: true,
  },
]

/** Models of endpoints with the OpenAI protocol, as far as they are well known. */
export const ENDPOINT_MODELS: Partial<Readonly<Record<EndpointKind, readonly ModelEntry[]>>> = {
  qwen: [
    {
      name: 'qwen3.8-max',
      features: [...TOOLS, 'vision', 'video', 'structured-output'],
      properties: { contextSize: 1_000_000, maxOutputTokens: 131_072 },
      price: ['12', '36'],
      currency: CNY,
    },
    {
      name: 'qwen3.8-flash',
      features: [...TOOLS, 'vision', 'video', 'structured-output'],
      properties: { contextSize: 1_000_000, maxOutputTokens: 131_072 },
      price: ['0.8', '2.7'],
      currency: CNY,
    },
    {
      name: 'qwen3.7-plus',
      features: [...TOOLS, 'vision'],
      properties: { contextSize: 1_000_000, maxOutputTokens: 65_536 },
      price: ['0.8', '3.2'],
      currency: CNY,
    },
    {
      name: 'qwen-flash',
      features: TOOLS,
      properties: { contextSize: 1_000_000, maxOutputTokens: 8_192 },
      price: ['0.15', '1.5'],
      currency: CNY,
    },
    {
      name: 'qwen3-max',
      features: TOOLS,
      properties: { contextSize: 262_144, maxOutputTokens: 65_536 },
      price: ['6', '24'],
      currency: CNY,
    },
    {
      name: 'qwen-max',
      features: TOOLS,
      properties: { contextSize: 32_768, maxOutputTokens: 8_192 },
      price: ['2.4', '9.6'],
      currency: CNY,
    },
    {
      name: 'qwen-plus',
      features: TOOLS,
      properties: { contextSize: 131_072, maxOutputTokens: 32_768 },
      price: ['0.8', '2'],
      currency: CNY,
    },
    {
      name: 'qwen-turbo',
      features: TOOLS,
      properties: { contextSize: 131_072, maxOutputTokens: 16_384 },
      price: ['0.3', '0.6'],
      currency: CNY,
    },
    {
      name: 'qwen-long',
      features: [],
      properties: { contextSize: 10_000_000, maxOutputTokens: 8_192 },
      price: ['0.5', '2'],
      currency: CNY,
    },
    {
      name: 'qwen-vl-max',
      features: ['vision'],
      properties: { contextSize: 131_072, maxOutputTokens: 8_192 },
      price: ['1.6', '4'],
      currency: CNY,
    },
    {
      name: 'text-embedding-v4',
      type: 'text-embedding',
      properties: { contextSize: 8_192, dimensions: 1_024, maxChunks: 10 },
      price: ['0.5'],
      currency: CNY,
    },
    {
      name: 'text-embedding-v3',
      type: 'text-embedding',
      properties: { contextSize: 8_192, dimensions: 1_024, maxChunks: 10 },
      price: ['0.5'],
      currency: CNY,
    },
  ],
  zhipuai: [
    {
      name: 'glm-5.3',
      features: TOOLS,
      properties: { contextSize: 1_000_000, maxOutputTokens: 131_072 },
    },
    {
      name: 'glm-5.3-flash',
      features: [...TOOLS, 'vision', 'video'],
      properties: { contextSize: 1_000_000, maxOutputTokens: 131_072 },
      price: ['0.8', '2.8'],
      currency: CNY,
    },
    {
      name: 'glm-4.6',
      features: TOOLS,
      properties: { contextSize: 200_000, maxOutputTokens: 131_072 },
      price: ['2', '8'],
      currency: CNY,
    },
    {
      name: 'glm-4.5',
      features: TOOLS,
      properties: { contextSize: 128_000, maxOutputTokens: 96_000 },
    },
    { name: 'glm-4-plus', features: TOOLS, properties: { contextSize: 128_000 } },
    {
      name: 'glm-4-flash',
      features: TOOLS,
      properties: { contextSize: 128_000 },
      price: ['0', '0'],
      currency: CNY,
    },
    {
      name: 'embedding-3',
      type: 'text-embedding',
      properties: { contextSize: 3_072, dimensions: 2_048, maxChunks: 64 },
      price: ['0.5'],
      currency: CNY,
    },
  ],
  moonshot: [
    {
      name: 'kimi-k3',
      features: [...TOOLS, 'vision'],
      properties: { contextSize: 1_048_576, maxOutputTokens: 1_048_576 },
      price: ['20', '100'],
      currency: CNY,
    },
    {
      name: 'kimi-k2.6',
      features: [...TOOLS, 'vision'],
      properties: { contextSize: 262_144, maxOutputTokens: 262_144 },
      price: ['6.5', '27'],
      currency: CNY,
    },
    {
      name: 'kimi-k2-0905-preview',
      features: TOOLS,
      properties: { contextSize: 262_144 },
      price: ['4', '16'],
      currency: CNY,
    },
    {
      name: 'moonshot-v1-8k',
      features: TOOLS,
      properties: { contextSize: 8_192 },
      price: ['2', '10'],
      currency: CNY,
    },
    {
      name: 'moonshot-v1-32k',
      features: TOOLS,
      properties: { contextSize: 32_768 },
      price: ['5', '20'],
      currency: CNY,
    },
    {
      name: 'moonshot-v1-128k',
      features: TOOLS,
      properties: { contextSize: 131_072 },
      price: ['10', '30'],
      currency: CNY,
    },
  ],
  siliconflow: [
    { name: 'deepseek-ai/DeepSeek-V3', features: TOOLS, properties: { contextSize: 65_536 } },
    { name: 'Qwen/Qwen2.5-72B-Instruct', features: TOOLS, properties: { contextSize: 32_768 } },
    {
      name: 'BAAI/bge-m3',
      type: 'text-embedding',
      properties: { contextSize: 8_192, dimensions: 1_024, maxChunks: 32 },
    },
    { name: 'BAAI/bge-reranker-v2-m3', type: 'rerank', properties: { contextSize: 8_192 } },
    { name: 'FunAudioLLM/SenseVoiceSmall', type: 'speech2text' },
  ],
  groq: [
    {
      name: 'llama-3.3-70b-versatile',
      features: TOOLS,
      properties: { contextSize: 131_072, maxOutputTokens: 32_768 },
      price: ['0.59', '0.79'],
    },
    {
      name: 'llama-3.1-8b-instant',
      features: TOOLS,
      properties: { contextSize: 131_072, maxOutputTokens: 131_072 },
      price: ['0.05', '0.08'],
    },
    {
      name: 'openai/gpt-oss-120b',
      features: [...TOOLS, 'structured-output'],
      properties: { contextSize: 131_072, maxOutputTokens: 65_536 },
      price: ['0.15', '0.60'],
    },
    { name: 'whisper-large-v3', type: 'speech2text' },
  ],
  xai: [
    {
      name: 'grok-4.6',
      features: [...TOOLS, 'vision', 'structured-output'],
      properties: { contextSize: 500_000 },
      price: ['2', '6'],
    },
    {
      name: 'grok-4.5',
      features: [...TOOLS, 'vision', 'structured-output'],
      properties: { contextSize: 500_000 },
      price: ['2', '6'],
    },
    {
      name: 'grok-4.3',
      features: [...TOOLS, 'vision', 'structured-output'],
      properties: { contextSize: 1_000_000 },
      price: ['1.25', '2.50'],
    },
    {
      name: 'grok-4',
      features: [...TOOLS, 'vision', 'structured-output'],
      properties: { contextSize: 256_000 },
      price: ['3', '15'],
    },
    {
      name: 'grok-3',
      features: [...TOOLS, 'structured-output'],
      properties: { contextSize: 131_072 },
      price: ['3', '15'],
    },
    {
      name: 'grok-3-mini',
      features: [...TOOLS, 'structured-output'],
      properties: { contextSize: 131_072 },
      price: ['0.30', '0.50'],
    },
  ],
}
