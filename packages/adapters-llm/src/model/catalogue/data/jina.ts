import type { ModelEntry } from '../model-entry.js'

export const JINA_MODELS: readonly ModelEntry[] = [
  {
    name: 'jina-embeddings-v4',
    type: 'text-embedding',
    properties: { contextSize: 32_768, dimensions: 2_048, maxChunks: 64 },
    price: ['0.05'],
  },
  {
    name: 'jina-embeddings-v3',
    type: 'text-embedding',
    properties: { contextSize: 8_192, dimensions: 1_024, maxChunks: 64 },
    price: ['0.05'],
  },
  {
    name: 'jina-embeddings-v2-base-en',
    type: 'text-embedding',
    properties: { contextSize: 8_192, dimensions: 768, maxChunks: 64 },
    price: ['0.05'],
  },
  {
    name: 'jina-reranker-v3',
    type: 'rerank',
    properties: { contextSize: 131_072 },
    price: ['0.05'],
  },
  {
    name: 'jina-reranker-m0',
    type: 'rerank',
    properties: { contextSize: 10_240 },
    price: ['0.05'],
  },
  {
    name: 'jina-reranker-v2-base-multilingual',
    type: 'rerank',
    properties: { contextSize: 1_024 },
    price: ['0.05'],
  },
]
