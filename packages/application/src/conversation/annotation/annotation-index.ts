import type { AnnotationId, AnnotationVector } from '@weft/domain/conversation'
import { cosine } from '@weft/domain/conversation'
import type { AppId, TenantId } from '@weft/domain/kernel'
import { describeModel, type EmbeddingModel, type ModelRef } from '@weft/domain/model'
import { LRUCache } from 'lru-cache'
import type { AnnotationPorts } from './annotation-ports.js'
import { BackgroundWork } from '../background-work.js'

type App = { readonly tenantId: TenantId; readonly appId: AppId }
type Known = { readonly revision: string; readonly vectors: readonly CompactVector[] }
type CompactVector = { readonly annotationId: AnnotationId; readonly vector: Float32Array }

/** The annotation most like a question, and how like it is: from -1 to 1. */
export type NearestAnnotation = { readonly annotationId: AnnotationId; readonly score: number }

const BATCH = 100
const MOST_NUMBERS = 32_000_000

/**
 * The questions of an app's annotations as vectors. Every question asked is compared with each of them, so what is found
 * is exact. Vectors are stored, and kept in memory (128 MiB at most) until their revision says that one was changed.
 */
export class AnnotationIndex {
  readonly #known = new LRUCache<string, Known>({
    max: 1_000,
    maxSize: MOST_NUMBERS,
    sizeCalculation: ({ vectors }) =>
      1 + vectors.reduce((sum, { vector }) => sum + vector.length, 0),
  })
  readonly #work = new BackgroundWork()

  constructor(private readonly ports: Pick<AnnotationPorts, 'unitOfWork' | 'models' | 'logger'>) {}

  /**
   * Nothing where no annotation has a vector by the model.
   *
   * @throws ModelNotConfigured or ModelCallFailed as the model does.
   */
  async nearest(
    app: App,
    ref: ModelRef,
    question: string,
    signal: AbortSignal,
  ): Promise<NearestAnnotation | undefined> {
    const model = await this.ports.models.embeddingModel(app.tenantId, ref)
    const vectors = await this.vectorsOf(app, model.ref)
    if (vectors.length === 0) return undefined
    const asked = await model.embed([question], { purpose: 'query', signal })
    const [query] = asked.vectors
    return query && nearestOf(vectors, query)
  }

  /**
   * Computes the vectors that are missing.
   *
   * @param onProgress called after each hundred of them.
   * @throws ModelNotConfigured or ModelCallFailed as the model does, and the signal's reason once it is aborted.
   */
  async complete(
    { tenantId, appId }: App,
    ref: ModelRef,
    options: { readonly signal: AbortSignal; readonly onProgress?: () => Promise<void> },
  ): Promise<void> {
    const model = await this.ports.models.embeddingModel(tenantId, ref)
    for (;;) {
      options.signal.throwIfAborted()
      const missing = await this.ports.unitOfWork.run(tenantId, ({ annotations }) =>
        annotations.listWithoutVector(appId, model.ref, BATCH),
      )
      if (missing.length === 0) return
      const vectors = await this.embed(model, missing, options.signal)
      await this.ports.unitOfWork.run(tenantId, ({ annotations }) =>
        annotations.putVectors(model.ref, vectors),
      )
      await options.onProgress?.()
    }
  }

  /** Completes the index of an app that answers by its annotations, soon. Failures are logged and made good the next time. */
  refresh(app: App): void {
    this.#work.begin(async (signal) => {
      try {
        const reply = await this.ports.unitOfWork.run(app.tenantId, ({ annotationReplies }) =>
          annotationReplies.find(app.appId),
        )
        if (reply) await this.complete(app, reply.model, { signal })
      } catch (error) {
        this.ports.logger.warn('annotations could not be indexed', { appId: app.appId, error })
      }
    })
  }

  /** Resolves when what is being indexed now is done. */
  settled(): Promise<void> {
    return this.#work.settled()
  }

  /** Breaks off what is being indexed. */
  close(): Promise<void> {
    return this.#work.close()
  }

  private async embed<Item extends { readonly properties: { readonly question: string } }>(
    model: EmbeddingModel,
    annotations: readonly Item[],
    signal: AbortSignal,
  ) {
    const questions = annotations.map(({ properties }) => properties.question)
    const { vectors } = await model.embed(questions, { purpose: 'document', signal })
    return annotations.map((annotation, at) => ({ annotation, vector: vectors[at] ?? [] }))
  }

  private async vectorsOf(
    { tenantId, appId }: App,
    model: ModelRef,
  ): Promise<readonly CompactVector[]> {
    const key = `${tenantId} ${appId} ${describeModel(model)}`
    return this.ports.unitOfWork.run(tenantId, async ({ annotations }) => {
      // The revision first: what is changed in between is then loaded twice, and never missed.
      const revision = await annotations.vectorRevision(appId, model)
      const known = this.#known.get(key)
      if (known?.revision === revision) return known.vectors
      const vectors = (await annotations.listVectors(appId, model)).map(compact)
      this.#known.set(key, { revision, vectors })
      return vectors
    })
  }
}

function compact({ annotationId, vector }: AnnotationVector): CompactVector {
  return { annotationId, vector: Float32Array.from(vector) }
}

function nearestOf(
  vectors: readonly CompactVector[],
  query: readonly number[],
): NearestAnnotation | undefined {
  const asked = Float32Array.from(query)
  let nearest: NearestAnnotation | undefined
  for (const { annotationId, vector } of vectors) {
    const score = cosine(asked, vector)
    if (!nearest || score > nearest.score) nearest = { annotationId, score }
  }
  return nearest
}
