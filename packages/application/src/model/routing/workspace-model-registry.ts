import type { Logger, TenantId } from '@weft/domain/kernel'
import type {
  EmbeddingModel,
  FullModelRegistry,
  LanguageModel,
  ModelRef,
  ModelType,
  ModerationModel,
  RerankModel,
  SpeechToTextModel,
  TextToSpeechModel,
} from '@weft/domain/model'
import { LRUCache } from 'lru-cache'
import type { UnitOfWork } from '../../kernel/index.js'
import { CachedEmbeddingModel } from '../accounting/cached-embedding-model.js'
import type { ModelCache } from './model-cache.js'
import { ModelLine, type ModelLinePorts } from './model-line.js'
import type { ModelByType } from './model-type-table.js'
import type { ReachableModels } from './reachable-models.js'
import { RoutePlanner, type DefaultModel, type RoutePlannerPorts } from './route-planner.js'
import { RoutedLanguageModel } from './routed-language-model.js'
import {
  RoutedEmbeddingModel,
  RoutedModerationModel,
  RoutedRerankModel,
  RoutedSpeechToTextModel,
  RoutedTextToSpeechModel,
} from './routed-models.js'
import type { WorkspaceModelSource } from './workspace-models.js'

export type WorkspaceModelRegistryPorts = RoutePlannerPorts &
  ModelLinePorts & {
    readonly source: WorkspaceModelSource
    readonly logger: Logger
    /** Absent where vectors are not kept. */
    readonly unitOfWork?: UnitOfWork
  }

const KNOWN_MS = 60_000
const MAX_WORKSPACES = 1_000

/**
 * The models of every workspace, guarded and accounted for. What a workspace has stored is remembered for 60 seconds;
 * whoever changes it evicts it, so that the change shows at once in this process.
 */
export class WorkspaceModelRegistry implements FullModelRegistry, ModelCache, ReachableModels {
  readonly #planners: LRUCache<TenantId, Promise<RoutePlanner>>

  constructor(private readonly ports: WorkspaceModelRegistryPorts) {
    this.#planners = new LRUCache({
      max: MAX_WORKSPACES,
      ttl: KNOWN_MS,
      ttlResolution: 0,
      perf: { now: () => ports.clock.now().getTime() },
    })
  }

  evict(tenantId: TenantId): void {
    this.#planners.delete(tenantId)
  }

  async reach(tenantId: TenantId, type: ModelType, asked: ModelRef): Promise<ModelRef | undefined> {
    return (await this.planner(tenantId)).reach(type, asked)
  }

  /** What answers where a document asks for the default model; nothing when nothing could. */
  async defaultModel(tenantId: TenantId, type: ModelType): Promise<DefaultModel | undefined> {
    return (await this.planner(tenantId)).defaultOf(type)
  }

  async languageModel(tenantId: TenantId, ref: ModelRef): Promise<LanguageModel> {
    return this.find(tenantId, 'llm', ref, (line, model) => new RoutedLanguageModel(line, model))
  }

  async embeddingModel(tenantId: TenantId, ref: ModelRef): Promise<EmbeddingModel> {
    return this.find(tenantId, 'text-embedding', ref, (line, model, planner) =>
      this.cached(tenantId, new RoutedEmbeddingModel(line, model), planner),
    )
  }

  async rerankModel(tenantId: TenantId, ref: ModelRef): Promise<RerankModel> {
    return this.find(
      tenantId,
      'rerank',
      ref,
      (line, model) => new RoutedRerankModel(line, model.ref),
    )
  }

  async moderationModel(tenantId: TenantId, ref: ModelRef): Promise<ModerationModel> {
    return this.find(
      tenantId,
      'moderation',
      ref,
      (line, model) => new RoutedModerationModel(line, model.ref),
    )
  }

  async speechToTextModel(tenantId: TenantId, ref: ModelRef): Promise<SpeechToTextModel> {
    return this.find(
      tenantId,
      'speech2text',
      ref,
      (line, model) => new RoutedSpeechToTextModel(line, model.ref),
    )
  }

  async textToSpeechModel(tenantId: TenantId, ref: ModelRef): Promise<TextToSpeechModel> {
    return this.find(
      tenantId,
      'tts',
      ref,
      (line, model) => new RoutedTextToSpeechModel(line, model),
    )
  }

  private async find<Type extends ModelType>(
    tenantId: TenantId,
    type: Type,
    ref: ModelRef,
    wrap: (
      line: ModelLine<ModelByType[Type]>,
      model: ModelByType[Type],
      planner: RoutePlanner,
    ) => ModelByType[Type],
  ): Promise<ModelByType[Type]> {
    const planner = await this.planner(tenantId)
    const route = await planner.plan(type, ref)
    const [first] = route[0].candidates
    if (!first) throw new TypeError('A route has at least one candidate')
    const line = new ModelLine(tenantId, route, this.ports)
    return wrap(line, await first.open(), planner)
  }

  private cached(tenantId: TenantId, model: EmbeddingModel, planner: RoutePlanner): EmbeddingModel {
    const { unitOfWork, clock, logger } = this.ports
    if (!unitOfWork) return model
    const batchSize = planner.batchSizeOf(model.ref)
    return new CachedEmbeddingModel(tenantId, model, { unitOfWork, clock, logger }, batchSize)
  }

  private planner(tenantId: TenantId): Promise<RoutePlanner> {
    const known = this.#planners.get(tenantId)
    if (known) return known
    const loaded = this.load(tenantId)
    this.#planners.set(tenantId, loaded)
    // What could not be loaded is asked for again, unless somebody did so already.
    loaded.catch(() => {
      if (this.#planners.peek(tenantId) === loaded) this.#planners.delete(tenantId)
    })
    return loaded
  }

  private async load(tenantId: TenantId): Promise<RoutePlanner> {
    const stored = await this.ports.source.load(tenantId)
    return new RoutePlanner(tenantId, stored, this.ports)
  }
}
