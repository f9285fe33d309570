import { Conflict, Money, TenantId } from '@weft/domain/kernel'
import {
  isSameScope,
  ModelCredential,
  modelKeyText,
  type CredentialDirectory,
  type DefaultModelRepository,
  type EmbeddingCache,
  type ModelCallRecord,
  type ModelCallRepository,
  type ModelCredentialId,
  type ModelCredentialRepository,
  type ModelKey,
  type ModelRef,
  type ModelSetting,
  type ModelSettingRepository,
  type ModelType,
  type ModelUsageSum,
  type PrunableWorkspaces,
  type PruningLimits,
  type UsageQuestion,
} from '@weft/domain/model'
import { oldestFirst } from './birth-order.js'
import type { InMemorySession, StoredVector, TenantTables } from './in-memory-session.js'
import type { InMemoryStore } from './in-memory-store.js'

export class InMemoryModelCredentialRepository implements ModelCredentialRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(id: ModelCredentialId): Promise<ModelCredential | undefined> {
    return this.session.tables.modelCredentials.get(id)
  }

  async list(): Promise<readonly ModelCredential[]> {
    return [...this.session.tables.modelCredentials.values()].sort((a, b) =>
      oldestFirst(a.properties, b.properties),
    )
  }

  async save(credential: ModelCredential): Promise<void> {
    this.session.requireOwn(credential.properties.tenantId)
    await this.requireFreeName(credential)
    const { properties, version } = credential
    const next = ModelCredential.restore({ ...properties, version: version + 1 })
    this.session.putVersion(this.session.tables.modelCredentials, next)
  }

  async remove(credential: ModelCredential): Promise<void> {
    const { modelCredentials } = this.session.tables
    if (modelCredentials.get(credential.id)?.version !== credential.version)
      throw new Conflict(`ModelCredential ${credential.id} was changed by somebody else.`)
    this.session.remove(modelCredentials, credential.id)
  }

  private async requireFreeName({ id, properties }: ModelCredential): Promise<void> {
    const { provider, scope, name } = properties
    const owner = (await this.list()).find(
      (other) =>
        other.id !== id &&
        other.properties.provider === provider &&
        other.properties.name === name &&
        isSameScope(other.properties.scope, scope),
    )
    if (owner) throw new Conflict(`ModelCredential ${id} takes what is taken.`)
  }
}

export class InMemoryCredentialDirectory implements CredentialDirectory {
  constructor(private readonly store: InMemoryStore) {}

  async listWorkspaces(): Promise<readonly string[]> {
    return [...this.store.allTenants()]
      .filter(([, tables]) => tables.modelCredentials.size > 0 || tables.apiExtensions.size > 0)
      .map(([tenantId]) => tenantId)
      .sort()
  }
}

export class InMemoryModelSettingRepository implements ModelSettingRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(model: ModelKey): Promise<ModelSetting | undefined> {
    return this.session.tables.modelSettings.get(modelKeyText(model))
  }

  async list(): Promise<readonly ModelSetting[]> {
    return [...this.session.tables.modelSettings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, setting]) => setting)
  }

  async save(setting: ModelSetting): Promise<void> {
    this.session.put(this.session.tables.modelSettings, modelKeyText(setting.model), setting)
  }

  async remove(model: ModelKey): Promise<void> {
    this.session.remove(this.session.tables.modelSettings, modelKeyText(model))
  }
}

export class InMemoryDefaultModelRepository implements DefaultModelRepository {
  constructor(private readonly session: InMemorySession) {}

  async find(type: ModelType): Promise<ModelRef | undefined> {
    return this.session.tables.defaultModels.get(type)
  }

  async list(): Promise<ReadonlyMap<ModelType, ModelRef>> {
    return new Map(this.session.tables.defaultModels)
  }

  async save(type: ModelType, model: ModelRef | undefined): Promise<void> {
    const { defaultModels } = this.session.tables
    if (model === undefined) this.session.remove(defaultModels, type)
    else this.session.put(defaultModels, type, model)
  }
}

export class InMemoryModelCallRepository implements ModelCallRepository {
  constructor(private readonly session: InMemorySession) {}

  async add(calls: readonly ModelCallRecord[]): Promise<void> {
    const { modelCalls } = this.session.tables
    for (const call of calls) {
      this.session.requireOwn(call.tenantId)
      if (!modelCalls.has(call.id)) this.session.put(modelCalls, call.id, call)
    }
  }

  async sum({ from, until, appId, by = [] }: UsageQuestion): Promise<readonly ModelUsageSum[]> {
    const sums = new Map<string, ModelUsageSum>()
    for (const call of this.session.tables.modelCalls.values()) {
      if (call.at < from || call.at >= until) continue
      if (appId !== undefined && call.appId !== appId) continue
      const apart = {
        ...(by.includes('day') ? { day: call.at.toISOString().slice(0, 10) } : {}),
        ...(by.includes('app') && call.appId !== undefined ? { appId: call.appId } : {}),
      }
      const key = JSON.stringify([modelKeyText(call.model), call.usage.currency, apart])
      sums.set(key, { ...plusCall(sums.get(key), call), ...apart })
    }
    return [...sums.values()].sort(
      (a, b) =>
        compareTexts(a.day, b.day) ||
        Number(b.price.toString()) - Number(a.price.toString()) ||
        compareTexts(modelKeyText(a.model), modelKeyText(b.model)) ||
        compareTexts(a.appId ?? LAST, b.appId ?? LAST),
    )
  }

  async removeBefore(at: Date, most: number): Promise<number> {
    const { modelCalls } = this.session.tables
    const old = [...modelCalls.values()]
      .filter((call) => call.at < at)
      .sort((a, b) => a.at.getTime() - b.at.getTime())
      .slice(0, most)
    for (const { id } of old) this.session.remove(modelCalls, id)
    return old.length
  }
}

/** Comes after every id. */
const LAST = '~'

function compareTexts(a = '', b = ''): number {
  return a < b ? -1 : Number(a > b)
}

function plusCall(sum: ModelUsageSum | undefined, call: ModelCallRecord): ModelUsageSum {
  const { usage, model, outcome } = call
  return {
    model,
    calls: (sum?.calls ?? 0) + 1,
    failedCalls: (sum?.failedCalls ?? 0) + (outcome.type === 'failed' ? 1 : 0),
    countedCalls: (sum?.countedCalls ?? 0) + (call.isUsageCounted ? 1 : 0),
    promptTokens: (sum?.promptTokens ?? 0) + usage.promptTokens,
    completionTokens: (sum?.completionTokens ?? 0) + usage.completionTokens,
    price: (sum?.price ?? Money.zero(usage.currency)).plus(usage.totalPrice),
  }
}

export class InMemoryEmbeddingCache implements EmbeddingCache {
  constructor(private readonly session: InMemorySession) {}

  async find(
    model: ModelRef,
    hashes: readonly string[],
    at: Date,
  ): Promise<ReadonlyMap<string, readonly number[]>> {
    const { embeddings } = this.session.tables
    return new Map(
      hashes.flatMap((hash) => {
        const key = vectorKey(model, hash)
        const known = embeddings.get(key)
        if (!known) return []
        if (at > known.usedAt) this.session.put(embeddings, key, { ...known, usedAt: at })
        return [[hash, known.vector] as const]
      }),
    )
  }

  async add(
    model: ModelRef,
    vectors: ReadonlyMap<string, readonly number[]>,
    at: Date,
  ): Promise<void> {
    const { embeddings } = this.session.tables
    for (const [hash, vector] of vectors) {
      const key = vectorKey(model, hash)
      if (embeddings.has(key)) continue
      this.session.put(embeddings, key, { vector: vector.map(Math.fround), usedAt: at })
    }
  }

  async prune(
    { usedBefore, mostVectors }: Pick<PruningLimits, 'usedBefore' | 'mostVectors'>,
    most: number,
  ): Promise<number> {
    const { embeddings } = this.session.tables
    const surplus = embeddings.size - mostVectors
    const gone = [...embeddings]
      .sort(([, a], [, b]) => a.usedAt.getTime() - b.usedAt.getTime())
      .filter(([, { usedAt }], index) => usedAt < usedBefore || index < surplus)
      .slice(0, most)
    for (const [key] of gone) this.session.remove(embeddings, key)
    return gone.length
  }
}

function vectorKey({ provider, name }: ModelRef, hash: string): string {
  return JSON.stringify([provider, name, hash])
}

export class InMemoryPrunableWorkspaces implements PrunableWorkspaces {
  constructor(private readonly store: InMemoryStore) {}

  async list(limits: PruningLimits): Promise<readonly TenantId[]> {
    return [...this.store.allTenants()]
      .filter(([, tables]) => isPrunable(tables, limits))
      .map(([tenantId]) => TenantId.parse(tenantId))
      .sort()
  }
}

function isPrunable({ modelCalls, embeddings }: TenantTables, limits: PruningLimits): boolean {
  const isUnused = ({ usedAt }: StoredVector): boolean => usedAt < limits.usedBefore
  return (
    [...modelCalls.values()].some(({ at }) => at < limits.calledBefore) ||
    [...embeddings.values()].some(isUnused) ||
    embeddings.size > limits.mostVectors
  )
}
