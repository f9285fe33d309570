import {
  ChatModelFinder,
  HostedQuotas,
  InProcessRotationLedger,
  StoredWorkspaceModels,
  WorkspaceModelRegistry,
  type HostedProviders,
} from '@weft/application/model'
import { InMemoryStore, InMemoryUnitOfWork } from '@weft/application/testing'
import { Money, Secret, silentLogger, TenantId, TokenUsage, type Clock } from '@weft/domain/kernel'
import {
  CredentialUnreadable,
  ModelCallFailed,
  ModelCredential,
  ModelCredentialId,
  ModelNotConfigured,
  noGuard,
  textOf,
  type CompletionChunk,
  type CompletionRequest,
  type CredentialCipher,
  type CredentialField,
  type CredentialScope,
  type EmbeddingModel,
  type FullModelRegistry,
  type LanguageModel,
  type ModelCallRecord,
  type ModelFailureKind,
  type ModelGuard,
  type ModelOffers,
  type ModelRef,
  type ModelType,
  type OpenedProvider,
  type ProviderCatalogue,
  type ProviderCredentials,
  type ProviderDescription,
  type RotationLedger,
} from '@weft/domain/model'
import { anId, aTime } from '../../contracts/builders.js'

export const tenantId = TenantId.parse('00000000-0000-7000-8000-000000000001')
export const GPT: ModelRef = { provider: 'openai', name: 'gpt' }
export const never = (): AbortSignal => new AbortController().signal

/** Encodes texts, so that what is sealed can be told from what is not. What is sealed under `lost` never opens. */
class TransparentCipher implements CredentialCipher {
  key = 'k1'

  seal(tenant: TenantId, text: Secret): string {
    return `${this.key}|${tenant}|${Buffer.from(text.reveal()).toString('base64')}`
  }

  open(tenant: TenantId, sealed: string): Secret {
    const [key = '', owner, text = ''] = sealed.split('|')
    if (!key.startsWith('k') || owner !== tenant) throw new CredentialUnreadable()
    return Secret.of(Buffer.from(text, 'base64').toString())
  }

  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${this.key}|`)
  }
}

const keyField: CredentialField = {
  variable: 'api_key',
  label: { en_US: 'API key' },
  type: 'secret-input',
  isRequired: true,
  default: undefined,
  options: [],
  placeholder: undefined,
  maxLength: 0,
  showOn: [],
}

const provider = (id: string, models: readonly string[]): ProviderDescription => ({
  id,
  aliases: [],
  label: { en_US: id },
  description: { en_US: '' },
  help: undefined,
  modelTypes: ['llm', 'text-embedding'],
  configurationMethods: ['predefined-model', 'customizable-model'],
  credentialFields: [keyField],
  modelCredentialFields: [keyField],
  models: models.map((name) => ({
    name,
    label: { en_US: name },
    type: name.startsWith('vec') ? 'text-embedding' : 'llm',
    isDeprecated: name === 'old',
    fetchFrom: 'predefined-model',
    features: undefined,
    properties: { contextSize: 1000, maxChunks: 2 },
    parameterRules: [],
    pricing: undefined,
  })),
})

type Behaviour = ModelFailureKind | 'mid-stream' | undefined

/** Providers whose keys decide how calls go. `calls` tells which key asked for which model. */
class ScriptedCatalogue implements ProviderCatalogue {
  readonly providers = [
    provider('openai', ['gpt', 'gpt-4', 'old', 'vec']),
    provider('anthropic', ['claude']),
  ]
  readonly calls: string[] = []
  /** By key, or by model for all keys. */
  readonly failures = new Map<string, Behaviour>()
  readonly embedded: (readonly string[])[] = []
  /** Of one token; absent where calls are free. */
  price: Money | undefined
  isEmbeddingCounted: boolean | undefined
  /** A text no embedding model takes. */
  unbearable: string | undefined

  find(spelling: string): ProviderDescription | undefined {
    const id = spelling.split('/').at(-1)
    return this.providers.find((one) => one.id === id)
  }

  open(spelling: string, credentials: ProviderCredentials): OpenedProvider {
    const id = this.find(spelling)?.id ?? spelling
    const secret = credentials['api_key']
    const key = secret instanceof Secret ? secret.reveal() : String(secret)
    const refuse = (name: string) => () => {
      throw new ModelNotConfigured({ provider: id, name }, 'Not here.')
    }
    return {
      id,
      languageModel: (name) => this.languageModel({ provider: id, name }, key),
      embeddingModel: async (name) => this.embeddingModel({ provider: id, name }, key),
      rerankModel: (name) => refuse(name)(),
      moderationModel: (name) => refuse(name)(),
      speechToTextModel: (name) => refuse(name)(),
      textToSpeechModel: (name) => refuse(name)(),
      availableModels: async () => {
        this.note('*', key, { provider: id, name: '*' })
        return ['gpt']
      },
    }
  }

  private languageModel(ref: ModelRef, key: string): LanguageModel {
    const begin = (): Behaviour => this.note(ref.name, key, ref)
    return {
      ref,
      profile: { mode: 'chat', contextSize: 1000, features: undefined },
      // One for each message and one for its text.
      countTokens: async (messages) =>
        messages.length + messages.filter((message) => textOf(message) !== '').length,
      usageOf: (tokens) => this.usageOf(tokens),
      async *complete(_request, { signal }): AsyncGenerator<CompletionChunk> {
        signal.throwIfAborted()
        const behaviour = begin()
        yield { type: 'text', text: `${ref.name} by ${key}` }
        if (behaviour === 'mid-stream') throw new ModelCallFailed(ref, 'connection', 'cut')
        yield {
          type: 'finish',
          reason: { unified: 'stop', raw: undefined },
          usage: TokenUsage.of({ promptTokens: 3, completionTokens: 2 }),
          isUsageCounted: false,
        }
      },
    }
  }

  private embeddingModel(ref: ModelRef, key: string): EmbeddingModel {
    return {
      ref,
      dimensions: 1,
      embed: async (texts) => {
        this.note(ref.name, key, ref)
        if (texts.some((text) => text === this.unbearable))
          throw new ModelCallFailed(ref, 'bad-request', 'unbearable')
        this.embedded.push(texts)
        return {
          vectors: texts.map((text) => [text.length]),
          usage: TokenUsage.of({ promptTokens: texts.length }),
          ...(this.isEmbeddingCounted !== undefined && { isUsageCounted: this.isEmbeddingCounted }),
        }
      },
    }
  }

  private usageOf(tokens: { readonly promptTokens: number; readonly completionTokens: number }) {
    const priceOf = (count: number) => Money.price(count, this.price?.toString() ?? '0', '1', 'USD')
    return TokenUsage.of({
      ...tokens,
      promptPrice: priceOf(tokens.promptTokens),
      completionPrice: priceOf(tokens.completionTokens),
    })
  }

  private note(name: string, key: string, ref: ModelRef): Behaviour {
    this.calls.push(`${name} by ${key}`)
    const behaviour = this.failures.get(key) ?? this.failures.get(name)
    if (behaviour === undefined || behaviour === 'mid-stream') return behaviour
    throw new ModelCallFailed(ref, behaviour, `${behaviour} for ${ref.name}`)
  }
}

/** Nothing but the given providers, as an operator may have them. */
function operatorOf(catalogue: ScriptedCatalogue, providers: readonly string[]): FullModelRegistry {
  const opened = (id: string) => catalogue.open(id, { api_key: 'operator' })
  const refuse = async (_tenantId: TenantId, asked: ModelRef): Promise<never> => {
    throw new ModelNotConfigured(asked, 'Not here.')
  }
  return {
    languageModel: async (tenant, asked) =>
      providers.includes(asked.provider)
        ? opened(asked.provider).languageModel(asked.name)
        : refuse(tenant, asked),
    embeddingModel: async (tenant, asked) =>
      providers.includes(asked.provider)
        ? opened(asked.provider).embeddingModel(asked.name)
        : refuse(tenant, asked),
    rerankModel: refuse,
    moderationModel: refuse,
    speechToTextModel: refuse,
    textToSpeechModel: refuse,
  }
}

export type HarnessOptions = {
  readonly operatorDefaults?: Readonly<Partial<Record<ModelType, ModelRef>>>
  readonly guard?: ModelGuard
  /** Default: the harness's own. */
  readonly ledger?: (clock: Clock) => RotationLedger
  /** What the operator's provider `offline` offers; absent where the operator has none. */
  readonly offeredModels?: ModelOffers['offeredModels']
  readonly lastResort?: Readonly<Partial<Record<ModelType, ModelRef>>>
  /** What the operator configured; default `offline`. */
  readonly operated?: readonly string[]
  /** The quotas of it; default none. */
  readonly hosted?: HostedProviders
}

/** A registry over in-memory storage and scripted providers, with a clock that is moved by hand. */
export function aModelHarness({
  operatorDefaults = {},
  guard = noGuard,
  offeredModels,
  lastResort = {},
  operated = ['offline'],
  hosted = new Map(),
  ledger: openLedger = (clock) => new InProcessRotationLedger(clock),
}: HarnessOptions = {}) {
  let now = aTime().getTime()
  const clock = { now: () => new Date(now) }
  const ids = { next: anId }
  const store = new InMemoryStore()
  const unitOfWork = new InMemoryUnitOfWork(store)
  const catalogue = new ScriptedCatalogue()
  const cipher = new TransparentCipher()
  const recorded: ModelCallRecord[] = []
  const source = new StoredWorkspaceModels({ unitOfWork, cipher })
  const ledger = openLedger(clock)
  const hosting = new HostedQuotas({ unitOfWork, hosted, logger: silentLogger })
  const models = new WorkspaceModelRegistry({
    source,
    unitOfWork,
    catalogue,
    operator: operatorOf(catalogue, operated),
    hosting,
    operatorDefaults,
    chatModels: new ChatModelFinder({
      catalogue,
      operatorProviders: offeredModels ? [{ id: 'offline', kind: 'offline', models: [] }] : [],
      offers: { offeredModels: offeredModels ?? (() => Promise.resolve([])) },
      everyday: { anthropic: ['claude'] },
      clock,
    }),
    lastResort,
    remedy: ({ provider: id }) => `Configure ${id}.`,
    guard,
    ledger,
    recorder: { record: (call) => recorded.push(call) },
    clock,
    ids,
    logger: silentLogger,
  })
  return {
    clock,
    ids,
    store,
    unitOfWork,
    catalogue,
    cipher,
    recorded,
    source,
    ledger,
    hosted,
    hosting,
    models,
    cache: models,
    pass: (ms: number) => (now += ms),
    /** Stores a credential whose key is its name. */
    async addCredential(
      key: string,
      { provider: id = 'openai', scope, isActive = true }: CredentialDetails = {},
    ): Promise<ModelCredentialId> {
      const credential = ModelCredential.create({
        id: ModelCredentialId.parse(anId()),
        tenantId,
        provider: id,
        scope,
        name: key,
        sealed: cipher.seal(tenantId, Secret.of(JSON.stringify({ api_key: key }))),
        isActive,
        at: clock.now(),
      })
      await unitOfWork.run(tenantId, ({ modelCredentials }) => modelCredentials.save(credential))
      models.evict(tenantId)
      return credential.id
    },
    /** The whole answer of the model, or the error it ends with. */
    async ask(ref: ModelRef, request: Partial<CompletionRequest> = {}): Promise<string> {
      const model = await models.languageModel(tenantId, ref)
      let text = ''
      for await (const chunk of model.complete({ ...REQUEST, ...request }, { signal: never() }))
        if (chunk.type === 'text') text += chunk.text
      return text
    },
  }
}

type CredentialDetails = {
  readonly provider?: string
  readonly scope?: CredentialScope
  readonly isActive?: boolean
}

export const REQUEST: CompletionRequest = {
  messages: [{ role: 'user', content: 'Hello' }],
  parameters: {},
  stop: [],
  tools: [],
  responseSchema: undefined,
  user: undefined,
  nodeId: undefined,
}
