import type { Clock } from '@weft/domain/kernel'
import {
  chooseChatModel,
  ModelCallFailed,
  ModelNotConfigured,
  wrapSecrets,
  type ModelCredential,
  type ModelOffers,
  type ModelRef,
  type ProviderCatalogue,
} from '@weft/domain/model'
import { LRUCache } from 'lru-cache'
import type { WorkspaceModels } from './workspace-models.js'

/** A provider of the operator's configuration. */
export type OperatorProvider = {
  readonly id: string
  /** What the catalogue calls such a provider; its id where it may be any endpoint. */
  readonly kind: string
  /** Language models the configuration names, in its order. */
  readonly models: readonly string[]
}

export type ChatModelFinderPorts = {
  readonly catalogue: ProviderCatalogue
  /** In the order in which they are taken. */
  readonly operatorProviders: readonly OperatorProvider[]
  readonly offers: ModelOffers
  /** What is taken for everyday work, best first, by the catalogue's name of the provider. */
  readonly everyday: Readonly<Record<string, readonly string[]>>
  readonly clock: Clock
  /** Longest wait for a provider's list of models; default 3,000. */
  readonly patienceMs?: number
}

export type FoundChatModel = {
  /** Absent when no provider at hand has any. */
  readonly model: ModelRef | undefined
  /** What kept providers from telling what they offer, as sentences. */
  readonly problems: readonly string[]
}

/** A provider that could answer, and how to ask what it offers. */
type Source = {
  readonly provider: string
  readonly kind: string
  readonly named: readonly string[]
  /** Absent where only named models can be called. */
  readonly list: ((signal: AbortSignal) => Promise<readonly string[]>) | undefined
  /** Equal for equal lists. */
  readonly key: string
}

type Offer = { readonly names: readonly string[] | undefined; readonly problem: string | undefined }

const PATIENCE_MS = 3_000
const KNOWN_MS = 60_000
const RETRY_MS = 10_000
const MAX_LISTS = 1_000
const NO_OFFER: Offer = { names: undefined, problem: undefined }

/**
 * Finds a language model where nobody said which one: of the providers the workspace has credentials of, in the order
 * they were added, then of the operator's. Providers are asked what they offer; what they said is used for a minute and
 * renewed behind the back of whoever asks next.
 */
export class ChatModelFinder {
  readonly #offers: LRUCache<string, Offer, Source>

  constructor(private readonly ports: ChatModelFinderPorts) {
    this.#offers = new LRUCache<string, Offer, Source>({
      max: MAX_LISTS,
      ttl: KNOWN_MS,
      ttlResolution: 0,
      allowStale: true,
      perf: { now: () => ports.clock.now().getTime() },
      fetchMethod: async (_key, before, { context, options }) => {
        const offer = await this.ask(context)
        if (offer.problem !== undefined) options.ttl = RETRY_MS
        return offer.names === undefined && before?.names ? before : offer
      },
    })
  }

  async find(stored: WorkspaceModels): Promise<FoundChatModel> {
    const problems: string[] = []
    const sources = [...this.ownSources(stored), ...this.operatorSources()]
    for (const source of sources.filter((one) => this.canTalk(one))) {
      const { names, problem } = await this.offerOf(source)
      if (problem !== undefined) problems.push(problem)
      const name = this.choose(source, names, stored)
      if (name !== undefined) return { model: { provider: source.provider, name }, problems }
    }
    return { model: undefined, problems }
  }

  private canTalk({ kind }: Source): boolean {
    return this.ports.catalogue.find(kind)?.modelTypes.includes('llm') ?? true
  }

  private choose(
    { provider, kind, named, list }: Source,
    offered: readonly string[] | undefined,
    stored: WorkspaceModels,
  ): string | undefined {
    const { catalogue, everyday } = this.ports
    return chooseChatModel({
      named,
      everyday: list ? (everyday[kind] ?? []) : [],
      known: list ? (catalogue.find(kind)?.models ?? []) : [],
      offered,
      isEnabled: (name) => {
        const id = catalogue.find(provider)?.id ?? provider
        return stored.setting({ type: 'llm', provider: id, name })?.isEnabled !== false
      },
    })
  }

  private ownSources(stored: WorkspaceModels): readonly Source[] {
    const providers = new Set(stored.credentials.map(({ properties }) => properties.provider))
    return [...providers].map((provider) => this.ownSource(provider, stored))
  }

  private ownSource(provider: string, stored: WorkspaceModels): Source {
    const shared = stored.credentials.find(
      ({ properties: one }) => one.provider === provider && one.isActive && !one.scope,
    )
    return {
      provider,
      kind: provider,
      named: namedModels(provider, stored, shared !== undefined),
      list: shared && ((signal) => this.open(shared, stored).availableModels({ signal })),
      key: shared ? `${shared.id} ${shared.properties.updatedAt.getTime()}` : provider,
    }
  }

  private open(credential: ModelCredential, stored: WorkspaceModels) {
    const { catalogue } = this.ports
    const { provider } = credential.properties
    const fields = catalogue.find(provider)?.credentialFields ?? []
    return catalogue.open(provider, wrapSecrets(fields, stored.valuesOf(credential)))
  }

  private operatorSources(): readonly Source[] {
    return this.ports.operatorProviders.map(({ id, kind, models }) => ({
      provider: id,
      kind,
      named: models,
      list: (signal) => this.ports.offers.offeredModels(id, { signal }),
      key: `operator ${id}`,
    }))
  }

  /** Named models are taken as they are, so nobody is asked about them. */
  private async offerOf(source: Source): Promise<Offer> {
    if (source.named.length > 0 || !source.list) return NO_OFFER
    return (await this.#offers.fetch(source.key, { context: source })) ?? NO_OFFER
  }

  private async ask({ list, provider }: Source): Promise<Offer> {
    const patienceMs = this.ports.patienceMs ?? PATIENCE_MS
    const signal = AbortSignal.timeout(patienceMs)
    try {
      return { names: await list?.(signal), problem: undefined }
    } catch (error) {
      if (signal.aborted) return unheard(`[${provider}] There was no list of models in time.`)
      return hasNoList(error)
        ? NO_OFFER
        : unheard(error instanceof Error ? error.message : String(error))
    }
  }
}

function unheard(problem: string): Offer {
  return { names: undefined, problem }
}

/** Some providers have no list of their models, and some endpoints know no such address: nothing is wrong then. */
function hasNoList(error: unknown): boolean {
  return (
    error instanceof ModelNotConfigured ||
    (error instanceof ModelCallFailed && error.kind === 'bad-request')
  )
}

/** Models that somebody added, or gave credentials of their own. */
function namedModels(
  provider: string,
  stored: WorkspaceModels,
  isShared: boolean,
): readonly string[] {
  const own = stored.credentials.flatMap(({ properties: { provider: of, scope, isActive } }) =>
    of === provider && isActive && scope?.type === 'llm' ? [scope.name] : [],
  )
  const added = stored
    .settingsOf(provider)
    .filter(({ isCustom, model }) => isShared && isCustom && model.type === 'llm')
    .map(({ model }) => model.name)
  return [...new Set([...own, ...added])]
}
