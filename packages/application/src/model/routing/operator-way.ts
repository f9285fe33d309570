import type { TenantId } from '@weft/domain/kernel'
import {
  ModelNotConfigured,
  ModelNotPermitted,
  UNMETERED,
  type FullModelRegistry,
  type ModelKey,
  type ModelRef,
  type ModelType,
  type QuotaStanding,
} from '@weft/domain/model'
import { isPermitted, type HostedQuotas } from '../hosting/hosted-quotas.js'
import type { ModelCandidate, ModelGroup } from './model-route.js'
import { FOUND_BY, type ModelByType } from './model-type-table.js'

export type OperatorPorts = {
  /** The models of the operator's configuration, without any that stands in for others. */
  readonly operator: FullModelRegistry
  /** What workspaces may use of them; absent where they are without end. */
  readonly hosting?: HostedQuotas
}

/** The way to a model by the operator's credentials, and what is left of the provider's quotas. */
export type OperatorWay<Model> = {
  readonly group: ModelGroup<Model>
  readonly quotas: readonly QuotaStanding[]
  readonly isMetered: boolean
}

/** Nothing when the operator did not configure the model. */
export async function operatorWay<Type extends ModelType>(
  { operator, hosting }: OperatorPorts,
  tenantId: TenantId,
  type: Type,
  asked: ModelRef,
): Promise<OperatorWay<ModelByType[Type]> | undefined> {
  const model = await FOUND_BY[type](operator, tenantId, asked).catch(nothingIfNotConfigured)
  if (!model) return undefined
  const { provider, name } = model.ref
  const key: ModelKey = { type, provider, name }
  const isMetered = hosting?.isMetered(provider) ?? false
  const candidate: ModelCandidate<ModelByType[Type]> = {
    key,
    credentialId: undefined,
    credential: `operator ${provider}`,
    open: () => Promise.resolve(model),
    // Language models alone are charged.
    ...(hosting && isMetered && type === 'llm'
      ? { charge: () => hosting.begin(tenantId, key) }
      : {}),
  }
  const quotas = isMetered ? await hosting?.of(tenantId, provider) : undefined
  return { group: { key, candidates: [candidate] }, quotas: quotas ?? [UNMETERED], isMetered }
}

/** @throws ModelNotPermitted when the quota in use is for other models. */
export function requirePermitted({ group, quotas }: OperatorWay<unknown>): void {
  if (!isPermitted(quotas, group.key)) throw new ModelNotPermitted(group.key)
}

function nothingIfNotConfigured(error: unknown): undefined {
  if (!(error instanceof ModelNotConfigured)) throw error
}
