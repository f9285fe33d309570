import type { TenantId } from '@weft/domain/kernel'
import { ModelNotConfigured, type ModelRef, type ModelType } from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import type { ModelCache } from '../routing/model-cache.js'
import type { ReachableModels } from '../routing/reachable-models.js'
import type { WorkspaceModelRegistry } from '../routing/workspace-model-registry.js'
import type { ListModels } from './list-models.js'

export type DefaultModelArgs = { readonly tenantId: TenantId; readonly type: ModelType }

/** Chooses the model of a type that is used where a document names one that nobody configured. */
export class SetDefaultModel {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly models: ReachableModels & ModelCache
    },
  ) {}

  /**
   * @param args.model absent to take the default away.
   * @throws ModelNotConfigured when the workspace cannot call the model.
   */
  async execute({
    tenantId,
    type,
    model,
  }: DefaultModelArgs & { readonly model: ModelRef | undefined }): Promise<ModelRef | undefined> {
    const { unitOfWork, models } = this.ports
    const reached = model && (await models.reach(tenantId, type, model))
    if (model && !reached)
      throw new ModelNotConfigured(model, 'Add credentials for it first, or switch it on.')
    await unitOfWork.run(tenantId, ({ defaultModels }) => defaultModels.save(type, reached))
    models.evict(tenantId)
    return reached
  }
}

/** What answers right now where a document asks for the default model. */
type CurrentDefault = Pick<WorkspaceModelRegistry, 'defaultModel'>

/**
 * The default model of a type. Where nobody chose one, it is what the providers at hand really offer, as long as they
 * do; where that is not known, the first model that can be called is chosen for good.
 */
export class GetDefaultModel {
  constructor(
    private readonly ports: {
      readonly unitOfWork: UnitOfWork
      readonly listModels: Pick<ListModels, 'execute'>
      readonly cache: ModelCache
      readonly operatorDefaults: Readonly<Partial<Record<ModelType, ModelRef>>>
      /** Absent where nobody can be asked what they offer. */
      readonly current?: CurrentDefault
    },
  ) {}

  /** Nothing when the workspace can call no model of the type. */
  async execute({ tenantId, type }: DefaultModelArgs): Promise<ModelRef | undefined> {
    const { unitOfWork, operatorDefaults } = this.ports
    const chosen = await unitOfWork.run(tenantId, ({ defaultModels }) => defaultModels.find(type))
    const known = chosen ?? operatorDefaults[type] ?? (await this.current({ tenantId, type }))
    return known ?? (await this.choose({ tenantId, type }))
  }

  private async current({ tenantId, type }: DefaultModelArgs): Promise<ModelRef | undefined> {
    return (await this.ports.current?.defaultModel(tenantId, type))?.model
  }

  private async choose({ tenantId, type }: DefaultModelArgs): Promise<ModelRef | undefined> {
    const { unitOfWork, listModels, cache } = this.ports
    const listed = await listModels.execute({ tenantId, type })
    const active = listed.filter(({ status }) => status === 'active').map(({ model }) => model)
    const best = active.find(({ name }) => name === 'gpt-4') ?? active[0]
    if (!best) return undefined
    const { provider, name } = best
    await unitOfWork.run(tenantId, ({ defaultModels }) =>
      defaultModels.save(type, { provider, name }),
    )
    cache.evict(tenantId)
    return { provider, name }
  }
}
