export { RetrievalFailed, RetrievalRateLimited } from './knowledge-error.js'
export type {
  KnowledgeRetriever,
  MetadataCondition,
  MetadataFilter,
  MultipleRetrieval,
  RetrievalRanking,
  RetrievalRequest,
  RetrievalStrategy,
  RetrievedSegment,
  SingleRetrieval,
} from './knowledge-retriever.js'
