import type { TenantId } from '@weft/domain/kernel'
import {
  isSameScope,
  modelKeyText,
  type CheckedCredentials,
  type CredentialCipher,
  type ModelCredential,
  type ModelCredentialId,
  type ModelKey,
  type ModelRef,
  type ModelSetting,
  type ModelType,
  type ProviderType,
} from '@weft/domain/model'
import type { UnitOfWork } from '../../kernel/index.js'
import { openValues } from '../credential/sealed-values.js'

/** What a workspace has stored about models, as it was at one moment. */
export class WorkspaceModels {
  static readonly none = new WorkspaceModels([], [], new Map(), () => ({}))

  readonly #settings: ReadonlyMap<string, ModelSetting>

  constructor(
    readonly credentials: readonly ModelCredential[],
    settings: readonly ModelSetting[],
    readonly defaults: ReadonlyMap<ModelType, ModelRef>,
    private readonly open: (credential: ModelCredential) => CheckedCredentials,
    /** Whose credentials are preferred, by provider. */
    readonly preferences: ReadonlyMap<string, ProviderType> = new Map(),
  ) {
    this.#settings = new Map(settings.map((setting) => [modelKeyText(setting.model), setting]))
  }

  setting(model: ModelKey): ModelSetting | undefined {
    return this.#settings.get(modelKeyText(model))
  }

  settingsOf(provider: string): readonly ModelSetting[] {
    return [...this.#settings.values()].filter((setting) => setting.model.provider === provider)
  }

  /**
   * What a model may be called with: the credentials load is balanced over where two or more of them are enabled, else
   * the model's own, else the provider's. Empty when there is nothing.
   */
  credentialsFor(model: ModelKey): readonly ModelCredential[] {
    const balanced = this.balancedFor(model)
    if (balanced.length > 1) return balanced
    const single = this.active(model.provider, model) ?? this.active(model.provider, undefined)
    return single ? [single] : []
  }

  /** Whether there are credentials for the provider or for any of its models. */
  hasCredentials(provider: string): boolean {
    return this.credentials.some(({ properties }) => properties.provider === provider)
  }

  /** @throws CredentialUnreadable when it was stored under a key that is gone. */
  valuesOf(credential: ModelCredential): CheckedCredentials {
    return this.open(credential)
  }

  private balancedFor(model: ModelKey): readonly ModelCredential[] {
    const setting = this.setting(model)
    if (!setting?.isBalanced) return []
    const chosen = setting.balanced
      .filter(({ isEnabled }) => isEnabled)
      .map(({ credentialId }) =>
        credentialId === 'inherit'
          ? this.active(model.provider, undefined)
          : this.byId(credentialId),
      )
    return [...new Set(chosen.filter((one) => one !== undefined))]
  }

  private byId(id: ModelCredentialId): ModelCredential | undefined {
    return this.credentials.find((credential) => credential.id === id)
  }

  private active(provider: string, scope: ModelKey | undefined): ModelCredential | undefined {
    return this.credentials.find(
      ({ properties }) =>
        properties.isActive &&
        properties.provider === provider &&
        isSameScope(properties.scope, scope),
    )
  }
}

/** Where the models of a workspace are looked up. */
export interface WorkspaceModelSource {
  load(tenantId: TenantId): Promise<WorkspaceModels>
}

/** A program without workspaces: nothing is stored. */
export const noWorkspaceModels: WorkspaceModelSource = {
  load: () => Promise.resolve(WorkspaceModels.none),
}

/** Reads what is stored. Credentials are opened when they are used, so that one unreadable one harms no other. */
export class StoredWorkspaceModels implements WorkspaceModelSource {
  constructor(
    private readonly ports: { readonly unitOfWork: UnitOfWork; readonly cipher: CredentialCipher },
  ) {}

  load(tenantId: TenantId): Promise<WorkspaceModels> {
    const { unitOfWork, cipher } = this.ports
    return unitOfWork.run(
      tenantId,
      async ({ modelCredentials, modelSettings, defaultModels, providerPreferences }) =>
        new WorkspaceModels(
          await modelCredentials.list(),
          await modelSettings.list(),
          await defaultModels.list(),
          (credential) => openValues(cipher, credential),
          await providerPreferences.list(),
        ),
    )
  }
}
