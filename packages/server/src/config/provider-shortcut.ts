/** What the environment says; the same as `Environment`, which is made from this too. */
type Variables = { readonly [variable: string]: string | undefined }

type Shortcut = {
  readonly id: string
  readonly kind: string
  readonly aliases?: readonly string[]
  /** The first one that is set counts, here and below. */
  readonly keyVariables: readonly string[]
  readonly urlVariables: readonly string[]
  /** Where it is when nobody says. */
  readonly defaultUrl?: string
  /** Added to an address that names a host only. */
  readonly urlPath?: string
  /** True where a key alone does not say where to go. */
  readonly needsUrl?: boolean
  /** True where an address alone will do. */
  readonly isOpen?: boolean
  readonly more?: readonly Detail[]
}

/** Something else that a variable says about a provider. */
type Detail = {
  readonly variables: readonly string[]
  readonly help: string
  readonly defaultValue?: string
  /** The settings it stands for. */
  readonly toSettings: (value: string) => Readonly<Record<string, unknown>>
}

/** Providers that one variable is enough to configure, in the order in which they are taken where nobody chose. */
const PROVIDER_SHORTCUTS: readonly Shortcut[] = [
  {
    id: 'openai',
    kind: 'openai',
    aliases: ['openai_api_compatible', 'oaicompat'],
    keyVariables: ['OPENAI_API_KEY'],
    urlVariables: ['OPENAI_BASE_URL'],
    defaultUrl: 'https://api.openai.com/v1',
    isOpen: true,
  },
  keyed('anthropic', 'ANTHROPIC'),
  keyed('google', 'GOOGLE', ['GOOGLE_API_KEY', 'GEMINI_API_KEY']),
  {
    id: 'azure-openai',
    kind: 'azure-openai',
    keyVariables: ['AZURE_OPENAI_API_KEY'],
    urlVariables: ['AZURE_OPENAI_ENDPOINT'],
    needsUrl: true,
    more: [
      {
        variables: ['AZURE_OPENAI_API_VERSION', 'OPENAI_API_VERSION'],
        help: 'version of the interface, for addresses by deployment',
        toSettings: (apiVersion) => ({ apiVersion }),
      },
      {
        variables: ['AZURE_OPENAI_DEPLOYMENT'],
        help: 'deployment of a chat model',
        toSettings: (name) => ({ models: { [name]: { mode: 'chat' } } }),
      },
    ],
  },
  {
    id: 'bedrock',
    kind: 'bedrock',
    keyVariables: ['AWS_BEARER_TOKEN_BEDROCK'],
    urlVariables: ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'],
    more: [
      {
        variables: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
        help: 'region (default: us-east-1)',
        defaultValue: 'us-east-1',
        toSettings: (region) => ({ region }),
      },
    ],
  },
  keyed('mistral', 'MISTRAL'),
  keyed('deepseek', 'DEEPSEEK'),
  keyed('cohere', 'COHERE', ['COHERE_API_KEY', 'CO_API_KEY']),
  keyed('jina', 'JINA'),
  keyed('qwen', 'DASHSCOPE'),
  keyed('zhipuai', 'ZHIPUAI'),
  keyed('siliconflow', 'SILICONFLOW'),
  keyed('moonshot', 'MOONSHOT'),
  keyed('minimax', 'MINIMAX'),
  keyed('volcengine', 'ARK'),
  keyed('groq', 'GROQ'),
  keyed('openrouter', 'OPENROUTER'),
  keyed('togetherai', 'TOGETHER'),
  keyed('fireworks', 'FIREWORKS'),
  keyed('xai', 'XAI'),
  local('ollama', 'OLLAMA'),
  local('vllm', 'VLLM'),
  local('lmstudio', 'LMSTUDIO'),
  local('localai', 'LOCALAI'),
  local('xinference', 'XINFERENCE'),
]

/** Environment variables that configure a provider at once. */
export const PROVIDER_VARIABLES: readonly { readonly variable: string; readonly help: string }[] =
  PROVIDER_SHORTCUTS.flatMap(({ id, isOpen, keyVariables, urlVariables, more = [] }) => [
    ...keyVariables.map((variable) => ({ variable, help: `API key of the provider ${id}` })),
    ...urlVariables.map((variable) => ({
      variable,
      help: `address of the provider ${id}${isOpen ? '; enough by itself' : ''}`,
    })),
    ...more.flatMap(({ variables, help }) =>
      variables.map((variable) => ({ variable, help: `${help}, of the provider ${id}` })),
    ),
  ])

/** The variable that configures a provider; nothing when there is none. */
export function variableOf(providerId: string): string | undefined {
  const shortcut = PROVIDER_SHORTCUTS.find(({ id }) => id === providerId)
  return shortcut?.keyVariables[0] ?? shortcut?.urlVariables[0]
}

/** The providers the environment configures. */
export function providersFromEnvironment(environment: Variables): readonly unknown[] {
  return PROVIDER_SHORTCUTS.flatMap((shortcut) => providerFrom(shortcut, environment))
}

/** `ANTHROPIC` for `ANTHROPIC_API_KEY` and `ANTHROPIC_BASE_URL`. */
function keyed(id: string, prefix: string, keyVariables = [`${prefix}_API_KEY`]): Shortcut {
  return { id, kind: id, keyVariables, urlVariables: [`${prefix}_BASE_URL`] }
}

/** A server people run themselves, which may be named by its host alone and may want no key. */
function local(id: string, prefix: string): Shortcut {
  return {
    id,
    kind: id,
    keyVariables: [],
    urlVariables: [`${prefix}_BASE_URL`],
    urlPath: '/v1',
    isOpen: true,
  }
}

function providerFrom(shortcut: Shortcut, environment: Variables): readonly unknown[] {
  const { id, kind, aliases = [], defaultUrl, needsUrl, isOpen, more = [] } = shortcut
  const apiKey = firstSet(shortcut.keyVariables, environment)
  const url = firstSet(shortcut.urlVariables, environment)
  const isEnough = apiKey === undefined ? isOpen && url : (url ?? !needsUrl)
  if (!isEnough) return []
  // Many servers speak what OpenAI speaks: under an address of its own it is any of them, and may need no key.
  const isAnyEndpoint = kind === 'openai' && url !== undefined
  const baseUrl = withPath(url, shortcut.urlPath) ?? defaultUrl
  const details = more.map((detail) => settingsFrom(detail, environment))
  return [
    {
      id,
      kind: isAnyEndpoint ? 'openai-compatible' : kind,
      aliases,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...Object.assign({}, ...details),
    },
  ]
}

function settingsFrom(
  { variables, defaultValue, toSettings }: Detail,
  environment: Variables,
): Readonly<Record<string, unknown>> {
  const value = firstSet(variables, environment) ?? defaultValue
  return value === undefined ? {} : toSettings(value)
}

/** What cannot be read as an address stays as it is, for whoever checks it to name it. */
function withPath(url: string | undefined, path: string | undefined): string | undefined {
  if (url === undefined || path === undefined || !URL.canParse(url)) return url
  return new URL(url).pathname === '/' ? `${url.replace(/\/+$/, '')}${path}` : url
}

function firstSet(variables: readonly string[], environment: Variables): string | undefined {
  return variables.map((variable) => environment[variable]?.trim()).find((value) => value)
}
