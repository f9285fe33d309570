import { TokenUsage, type Clock, type Logger, type TenantId } from '@weft/domain/kernel'
import type { EmbeddingModel, Embeddings, ModelRef } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'

export type CachedEmbeddingPorts = {
  readonly unitOfWork: UnitOfWork
  readonly clock: Clock
  readonly logger: Logger
}

type Purpose = Parameters<EmbeddingModel['embed']>[1]['purpose']

const DEFAULT_BATCH_SIZE = 64

/**
 * Asks the model only for texts it has not embedded before, each of them once, and as many at a time as it takes.
 * What is embedded is kept batch by batch, so that a failure half-way loses little. A cache that cannot be reached
 * is done without.
 */
export class CachedEmbeddingModel implements EmbeddingModel {
  constructor(
    private readonly tenantId: TenantId,
    private readonly model: EmbeddingModel,
    private readonly ports: CachedEmbeddingPorts,
    /** Texts per call; default 64. */
    private readonly batchSize = DEFAULT_BATCH_SIZE,
  ) {}

  get ref(): ModelRef {
    return this.model.ref
  }

  get dimensions(): number {
    return this.model.dimensions
  }

  async embed(
    texts: readonly string[],
    options: { readonly purpose: Purpose; readonly signal: AbortSignal },
  ): Promise<Embeddings> {
    options.signal.throwIfAborted()
    const hashes = await Promise.all(texts.map((text) => this.hash(text, options.purpose)))
    const textByHash = new Map(hashes.map((hash, index) => [hash, texts[index] ?? '']))
    const known = new Map(await this.find([...textByHash.keys()]))
    const missing = [...textByHash].filter(([hash]) => !known.has(hash))
    let usage = TokenUsage.none
    let isUsageCounted = false
    for (let start = 0; start < missing.length; start += this.batchSize) {
      const batch = missing.slice(start, start + this.batchSize)
      const embedded = await this.embedBatch(batch, options)
      for (const [hash, vector] of embedded.vectors) known.set(hash, vector)
      usage = usage.plus(embedded.usage)
      isUsageCounted ||= embedded.isUsageCounted
    }
    return { vectors: hashes.map((hash) => known.get(hash) ?? []), usage, isUsageCounted }
  }

  private async embedBatch(
    batch: readonly (readonly [hash: string, text: string])[],
    options: { readonly purpose: Purpose; readonly signal: AbortSignal },
  ) {
    const texts = batch.map(([, text]) => text)
    const { vectors, usage, isUsageCounted = false } = await this.model.embed(texts, options)
    const byHash = new Map(batch.map(([hash], index) => [hash, vectors[index] ?? []]))
    await this.keep(byHash)
    return { vectors: byHash, usage, isUsageCounted }
  }

  /** Some models embed a question otherwise than what answers it, and lengths can be configured. */
  private async hash(text: string, purpose: Purpose): Promise<string> {
    const bytes = new TextEncoder().encode(`${purpose} ${this.dimensions} ${text}`)
    const digest = await crypto.subtle.digest('SHA-256', bytes)
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  private async find(hashes: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const { unitOfWork, clock, logger } = this.ports
    try {
      return await unitOfWork.run(this.tenantId, ({ embeddingCache }) =>
        embeddingCache.find(this.ref, hashes, clock.now()),
      )
    } catch (error) {
      logger.warn('embedding cache not read', { error })
      return new Map()
    }
  }

  private async keep(vectors: ReadonlyMap<string, readonly number[]>): Promise<void> {
    const { unitOfWork, clock, logger } = this.ports
    try {
      await unitOfWork.run(this.tenantId, ({ embeddingCache }) =>
        embeddingCache.add(this.ref, vectors, clock.now()),
      )
    } catch (error) {
      logger.warn('embedding cache not written', { error })
    }
  }
}
