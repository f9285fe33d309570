import type { Account, EndUser, Tenant } from '@weft/domain/account'
import type { ApiKey, App, AppConfiguration } from '@weft/domain/app'
import type {
  Annotation,
  AnnotationHit,
  AnnotationJob,
  AnnotationReply,
  Conversation,
  ConversationVariable,
  Message,
} from '@weft/domain/conversation'
import type { ApiExtension } from '@weft/domain/extension'
import { Conflict, type AggregateRoot, type TenantId } from '@weft/domain/kernel'
import type {
  ModelCallRecord,
  ModelCredential,
  ModelRef,
  ModelSetting,
  ModelType,
  ProviderType,
  QuotaRecord,
} from '@weft/domain/model'
import type { CodeSettings, HumanInputForm, Workflow } from '@weft/domain/workflow'

export type StoredVector = { readonly vector: readonly number[]; readonly usedAt: Date }

/** `stamp` is another one each time a vector is stored. */
type StoredAnnotationVector = {
  readonly model: string
  readonly vector: readonly number[]
  readonly stamp: number
}

/** Everything one workspace has stored, by key. */
export type TenantTables = {
  readonly tenants: Map<string, Tenant>
  readonly accounts: Map<string, Account>
  readonly endUsers: Map<string, EndUser>
  /** By app, population and session id. */
  readonly endUsersBySession: Map<string, EndUser>
  readonly apps: Map<string, App>
  readonly appConfigurations: Map<string, AppConfiguration>
  readonly apiKeys: Map<string, ApiKey>
  readonly workflows: Map<string, Workflow>
  readonly humanInputForms: Map<string, HumanInputForm>
  /** One entry at most, by the workspace. */
  readonly codeSettings: Map<string, CodeSettings>
  readonly conversations: Map<string, Conversation>
  readonly messages: Map<string, Message>
  readonly conversationVariables: Map<string, ConversationVariable>
  readonly annotations: Map<string, Annotation>
  readonly annotationVectors: Map<string, StoredAnnotationVector>
  readonly annotationHits: Map<string, AnnotationHit>
  /** By app. */
  readonly annotationReplies: Map<string, AnnotationReply>
  readonly annotationJobs: Map<string, AnnotationJob>
  readonly apiExtensions: Map<string, ApiExtension>
  readonly modelCredentials: Map<string, ModelCredential>
  /** By the text of the model's key. */
  readonly modelSettings: Map<string, ModelSetting>
  readonly defaultModels: Map<ModelType, ModelRef>
  /** By provider and type. */
  readonly hostedQuotas: Map<string, QuotaRecord>
  readonly providerPreferences: Map<string, ProviderType>
  readonly modelCalls: Map<string, ModelCallRecord>
  /** By model and hash. */
  readonly embeddings: Map<string, StoredVector>
}

export function emptyTables(): TenantTables {
  return {
    tenants: new Map(),
    accounts: new Map(),
    endUsers: new Map(),
    endUsersBySession: new Map(),
    apps: new Map(),
    appConfigurations: new Map(),
    apiKeys: new Map(),
    workflows: new Map(),
    humanInputForms: new Map(),
    codeSettings: new Map(),
    conversations: new Map(),
    messages: new Map(),
    conversationVariables: new Map(),
    annotations: new Map(),
    annotationVectors: new Map(),
    annotationHits: new Map(),
    annotationReplies: new Map(),
    annotationJobs: new Map(),
    apiExtensions: new Map(),
    modelCredentials: new Map(),
    modelSettings: new Map(),
    defaultModels: new Map(),
    hostedQuotas: new Map(),
    providerPreferences: new Map(),
    modelCalls: new Map(),
    embeddings: new Map(),
  }
}

/** One unit of work: the workspace's tables, and how to undo what was changed in them. */
export class InMemorySession {
  readonly #tables: TenantTables
  readonly #undo: (() => void)[] = []
  #isOpen = true

  constructor(
    readonly tenantId: TenantId,
    tables: TenantTables,
  ) {
    this.#tables = tables
  }

  /** @throws TypeError once the work is done. */
  get tables(): TenantTables {
    this.requireOpen()
    return this.#tables
  }

  put<Key, Value>(table: Map<Key, Value>, key: Key, value: Value): void {
    this.requireOpen()
    const previous = table.get(key)
    this.onRollback(() => {
      if (previous === undefined) table.delete(key)
      else table.set(key, previous)
    })
    table.set(key, value)
  }

  remove<Key, Value>(table: Map<Key, Value>, key: Key): void {
    this.requireOpen()
    const previous = table.get(key)
    if (previous === undefined) return
    this.onRollback(() => table.set(key, previous))
    table.delete(key)
  }

  /**
   * Stores `next`, the aggregate as it is after saving, in place of the version it was made from.
   *
   * @throws Conflict when that version is not the one that is stored.
   */
  putVersion<Aggregate extends AggregateRoot<string>>(
    table: Map<string, Aggregate>,
    next: Aggregate,
  ): void {
    const storedVersion = table.get(next.id)?.version ?? 0
    if (storedVersion !== next.version - 1)
      throw new Conflict(`${next.constructor.name} ${next.id} was changed by somebody else.`)
    this.put(table, next.id, next)
  }

  /** @throws TypeError when something of another workspace is about to be stored. */
  requireOwn(tenantId: TenantId): void {
    if (tenantId !== this.tenantId)
      throw new TypeError('A unit of work stores only what belongs to its workspace')
  }

  onRollback(undo: () => void): void {
    this.#undo.push(undo)
  }

  rollBack(): void {
    for (const undo of this.#undo.reverse()) undo()
  }

  close(): void {
    this.#isOpen = false
  }

  private requireOpen(): void {
    if (!this.#isOpen) throw new TypeError('The unit of work is over')
  }
}
