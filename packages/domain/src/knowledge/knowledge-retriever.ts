import type { JsonObject, JsonValue, TenantId, TokenUsage } from '../kernel/index.js'
import type { ModelRef } from '../model/index.js'
import type { FileValue } from '../workflow/index.js'

/** What to look for, where, and how. */
export type RetrievalRequest = {
  readonly datasetIds: readonly string[]
  readonly query: string
  /** Files to look for things like. */
  readonly attachments: readonly FileValue[]
  readonly strategy: RetrievalStrategy
  readonly metadataFilter: MetadataFilter
}

export type RetrievalStrategy = MultipleRetrieval | SingleRetrieval

/** All datasets are searched and their results merged. */
export type MultipleRetrieval = {
  readonly type: 'multiple'
  readonly topK: number
  /** From 0 to 1; results below it are left out. */
  readonly scoreThreshold: number
  readonly ranking: RetrievalRanking
}

/** How results of different searches are put in one order. */
export type RetrievalRanking =
  | { readonly type: 'none' }
  | { readonly type: 'reranking-model'; readonly model: ModelRef | undefined }
  | {
      readonly type: 'weighted-score'
      readonly vectorWeight: number
      readonly keywordWeight: number
      readonly embeddingModel: ModelRef | undefined
    }

/** A model chooses the one dataset that is searched. */
export type SingleRetrieval = {
  readonly type: 'single'
  readonly model: ModelRef
  readonly parameters: JsonObject
}

/** Which documents count, by their metadata. */
export type MetadataFilter =
  | { readonly type: 'disabled' }
  /** A model finds the conditions in the query. */
  | { readonly type: 'automatic'; readonly model: ModelRef; readonly parameters: JsonObject }
  | {
      readonly type: 'manual'
      readonly operator: 'and' | 'or'
      readonly conditions: readonly MetadataCondition[]
    }

export type MetadataCondition = {
  readonly name: string
  /** `contains`, `is`, `≥`, `before`, … as documents write it. */
  readonly operator: string
  readonly value: JsonValue
}

/** A piece of a document that fits. */
export type RetrievedSegment = {
  readonly datasetId: string
  readonly datasetName: string
  readonly documentId: string
  readonly documentName: string
  /** `upload_file`, `website_crawl`, …; absent for datasets that live elsewhere. */
  readonly dataSourceType: string | undefined
  readonly segmentId: string
  /** From 0 to 1; absent where the search has none. */
  readonly score: number | undefined
  /** The question, for segments of questions and answers. */
  readonly content: string
  readonly answer: string | undefined
  readonly summary: string | undefined
  readonly title: string
  readonly files: readonly FileValue[]
  readonly childChunks: readonly {
    readonly id: string
    readonly content: string
    readonly position: number
    readonly score: number
  }[]
  readonly hitCount: number | undefined
  readonly wordCount: number | undefined
  /** 1-based position within its document. */
  readonly position: number | undefined
  readonly indexNodeHash: string | undefined
  readonly documentMetadata: JsonObject | undefined
}

/** Finds what knowledge bases say about something. */
export interface KnowledgeRetriever {
  /**
   * The best segments first, and what models used on the way. Datasets the tenant does not have, or that hold nothing
   * searchable, give nothing.
   *
   * @throws RetrievalRateLimited when the workspace has searched too often.
   * @throws RetrievalFailed for whatever else goes wrong.
   * Rejects with the signal's reason once aborted.
   */
  retrieve(
    tenantId: TenantId,
    request: RetrievalRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<{ readonly segments: readonly RetrievedSegment[]; readonly usage: TokenUsage }>
}
