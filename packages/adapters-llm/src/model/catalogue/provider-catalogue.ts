import { NotFound, type Clock } from '@weft/domain/kernel'
import type {
  ModelFeature,
  OpenedProvider,
  OpenProviderOptions,
  ProviderCatalogue,
  ProviderCredentials,
  ProviderDescription,
} from '@weft/domain/model'
import { createProvider } from '../create-provider.js'
import type { ModelProvider } from '../model-provider.js'
import type { FilesAs, ProviderFetch } from '../provider-configuration.js'
import type { BookDefaults } from '../sdk/model-book.js'
import { CredentialReader } from './credential-reader.js'
import { describedModels } from './described-models.js'
import { MODEL_FIELDS } from './form-field.js'
import { knownProvider, KNOWN_PROVIDERS, type KnownProvider } from './known-provider.js'

export type ProviderCatalogueOptions = {
  /** The only way out to the network. */
  readonly fetch: ProviderFetch
  /** Default: the machine's. */
  readonly clock?: Clock
  /** The way to attached files, which anybody may name; default `fetch`. */
  readonly fileFetch?: ProviderFetch
  /** Default `url`. */
  readonly filesAs?: FilesAs
}

class ProviderUnknown extends NotFound {
  override readonly code = 'model.provider_unknown'
  constructor(readonly spelling: string) {
    super(`No model provider is called ${JSON.stringify(spelling)}.`)
  }
}

const systemClock: Clock = { now: () => new Date() }

/** Every provider on the network that can be spoken to, described and ready to be opened with credentials. */
export function createProviderCatalogue(options: ProviderCatalogueOptions): ProviderCatalogue {
  return new KnownProviderCatalogue(options)
}

class KnownProviderCatalogue implements ProviderCatalogue {
  readonly providers: readonly ProviderDescription[] = KNOWN_PROVIDERS.map(describe)

  constructor(private readonly options: ProviderCatalogueOptions) {}

  find(spelling: string): ProviderDescription | undefined {
    const known = knownProvider(spelling)
    return known && this.providers.find(({ id }) => id === known.id)
  }

  open(
    spelling: string,
    credentials: ProviderCredentials,
    { id, models }: OpenProviderOptions = {},
  ): OpenedProvider {
    const known = knownProvider(spelling)
    if (!known) throw new ProviderUnknown(spelling)
    const reader = new CredentialReader(known.label, credentials)
    const configuration = { ...known.configure(reader), id: id ?? known.id }
    const { fetch, fileFetch, clock = systemClock, filesAs } = this.options
    const provider = createProvider(
      configuration,
      { fetch, fileFetch, clock, filesAs },
      { described: models, defaults: readDefaults(reader) },
    )
    return new OpenedModelProvider(provider)
  }
}

function describe(known: KnownProvider): ProviderDescription {
  const { id, aliases, label, keysAt, modelTypes, fields, isByModelOnly, kind } = known
  const models = describedModels(kind)
  return {
    id,
    aliases,
    label: { en_US: label },
    description: { en_US: `Models of ${label}.` },
    help: keysAt === undefined ? undefined : toHelp(label, keysAt),
    modelTypes,
    configurationMethods: isByModelOnly
      ? ['customizable-model']
      : ['predefined-model', 'customizable-model'],
    credentialFields: isByModelOnly ? undefined : fields,
    modelCredentialFields: [...fields, ...MODEL_FIELDS],
    models,
  }
}

function toHelp(label: string, keysAt: string): NonNullable<ProviderDescription['help']> {
  return {
    title: { en_US: `Get a key from ${label}`, zh_Hans: `从 ${label} 获取密钥` },
    url: { en_US: keysAt },
  }
}

/** What a form for a single model tells about it. */
function readDefaults(reader: CredentialReader): BookDefaults {
  const baseModel = reader.optionalText('base_model_name')
  const contextSize = reader.optionalCount('context_size')
  const mode = reader.optionalText('mode') === 'completion' ? 'completion' : undefined
  const features = readFeatures(reader)
  return {
    ...(baseModel === undefined ? {} : { baseModel }),
    ...(contextSize === undefined ? {} : { contextSize }),
    ...(mode === undefined ? {} : { mode }),
    ...(features === undefined ? {} : { features }),
  }
}

/** Absent where the form says nothing: then nothing is refused beforehand. */
function readFeatures(reader: CredentialReader): readonly ModelFeature[] | undefined {
  const vision = reader.optionalText('vision_support')
  const calling = reader.optionalText('function_calling_type')
  if (vision === undefined && calling === undefined) return undefined
  const tools: readonly ModelFeature[] =
    calling === undefined || calling === 'no_call'
      ? []
      : ['tool-call', 'multi-tool-call', 'stream-tool-call']
  return vision === 'support' ? [...tools, 'vision'] : tools
}

class OpenedModelProvider implements OpenedProvider {
  constructor(private readonly provider: ModelProvider) {}

  get id(): string {
    return this.provider.id
  }

  languageModel(name: string) {
    return this.provider.languageModel(this.ref(name))
  }

  embeddingModel(name: string) {
    return this.provider.embeddingModel(this.ref(name))
  }

  rerankModel(name: string) {
    return this.provider.rerankModel(this.ref(name))
  }

  moderationModel(name: string) {
    return this.provider.moderationModel(this.ref(name))
  }

  speechToTextModel(name: string) {
    return this.provider.speechToTextModel(this.ref(name))
  }

  textToSpeechModel(name: string) {
    return this.provider.textToSpeechModel(this.ref(name))
  }

  availableModels(options: { readonly signal: AbortSignal }) {
    return this.provider.availableModels(options)
  }

  private ref(name: string) {
    return { provider: this.provider.id, name }
  }
}
