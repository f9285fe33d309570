import {
  isSameScope,
  modelKeyText,
  providerTypeInUse,
  systemStatus,
  UNMETERED,
  type ModelKey,
  type QuotaStanding,
} from '@weft/domain/model'
import { isPermitted } from '../hosting/hosted-quotas.js'
import type { WorkspaceModels } from '../routing/workspace-models.js'

/**
 * Whether a model can be called, and if not, why: it is switched off, nothing is configured for it, none of its
 * credentials is in use, or the operator's quota is used up or is for other models.
 */
export type ModelStatus =
  'active' | 'disabled' | 'no-configure' | 'credential-removed' | 'quota-exceeded' | 'no-permission'

export type ModelStanding = {
  readonly status: ModelStatus
  /** Whose credentials it is called with; absent when it cannot be called. */
  readonly source: 'workspace' | 'operator' | undefined
}

/** What the operator configured. */
export type OperatorModels = {
  /** The providers' own ids. */
  readonly providers: readonly string[]
  /** Models the configuration names, beyond those the catalogue knows. */
  readonly models: readonly ModelKey[]
}

/** How the models of a workspace stand at one moment: the same decisions as when they are called. */
export class ModelStandings {
  constructor(
    private readonly stored: WorkspaceModels,
    private readonly operator: OperatorModels,
    /** Of providers that have quotas. */
    private readonly quotas: ReadonlyMap<string, readonly QuotaStanding[]>,
  ) {}

  of(model: ModelKey): ModelStanding {
    const standing = this.enabled(model)
    const isEnabled = this.stored.setting(model)?.isEnabled ?? true
    return isEnabled || standing.source === undefined
      ? standing
      : { ...standing, status: 'disabled' }
  }

  private enabled(model: ModelKey): ModelStanding {
    const hasCredentials = this.stored.hasCredentials(model.provider)
    const preference = this.stored.preferences.get(model.provider)
    const quotas = this.quotasOf(model)
    const inUse = providerTypeInUse({ preference, hasCredentials, quotas })
    if (inUse === 'system') return hosted(quotas ?? [], model)
    if (this.stored.credentialsFor(model).length > 0)
      return { status: 'active', source: 'workspace' }
    const isOpen = preference === undefined && !this.quotas.has(model.provider)
    if (isOpen && quotas !== undefined) return { status: 'active', source: 'operator' }
    return { status: this.unreachable(model, hasCredentials, quotas), source: undefined }
  }

  private unreachable(
    model: ModelKey,
    hasCredentials: boolean,
    quotas: readonly QuotaStanding[] | undefined,
  ): ModelStatus {
    if (!hasCredentials && systemStatus(quotas) === 'quota-exceeded') return 'quota-exceeded'
    return this.hasIdleCredentials(model) ? 'credential-removed' : 'no-configure'
  }

  /** Nothing where the operator did not configure the model. */
  private quotasOf(model: ModelKey): readonly QuotaStanding[] | undefined {
    const { providers, models } = this.operator
    const isOperated =
      providers.includes(model.provider) ||
      models.some((one) => modelKeyText(one) === modelKeyText(model))
    return isOperated ? (this.quotas.get(model.provider) ?? [UNMETERED]) : undefined
  }

  private hasIdleCredentials(model: ModelKey): boolean {
    return this.stored.credentials.some(
      ({ properties: { provider, scope } }) =>
        provider === model.provider && (scope === undefined || isSameScope(scope, model)),
    )
  }
}

function hosted(quotas: readonly QuotaStanding[], model: ModelKey): ModelStanding {
  return isPermitted(quotas, model)
    ? { status: 'active', source: 'operator' }
    : { status: 'no-permission', source: undefined }
}
