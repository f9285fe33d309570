import { ExternalServiceError, QuotaExceeded } from '../kernel/index.js'

/** The workspace has searched its knowledge too often in a short time. */
export class RetrievalRateLimited extends QuotaExceeded {
  override readonly code = 'knowledge.rate_limited'

  constructor(retryAfterMs?: number) {
    super(
      'Sorry, you have reached the knowledge base request rate limit of your subscription.',
      retryAfterMs,
    )
  }
}

/** A knowledge base could not be searched. */
export class RetrievalFailed extends ExternalServiceError {
  override readonly code = 'knowledge.retrieval_failed'
}
