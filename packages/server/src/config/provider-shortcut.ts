/** What the environment says; the same as `Environment`, which is made from this too. */
type Variables = { readonly [variable: string]: string | undefined }

type Shortcut = {
  readonly id: string
  readonly kind: string
  readonly aliases?: readonly string[]
  /** The first one that is set counts. */
  readonly keyVariables: readonly string[]
  /** The first one that is set counts. */
  readonly urlVariables: readonly string[]
  /** Where it is when nobody says. */
  readonly defaultUrl?: string
  /** True where a key alone does not say where to go. */
  readonly needsUrl?: boolean
  /** True where an address alone will do. */
  readonly isOpen?: boolean
}

/** Providers that one variable is enough to configure. */
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
  keyed('anthropic', ['ANTHROPIC_API_KEY'], ['ANTHROPIC_BASE_URL']),
  keyed('google', ['GOOGLE_API_KEY', 'GEMINI_API_KEY'], ['GOOGLE_BASE_URL']),
  {
    id: 'azure-openai',
    kind: 'azure-openai',
    keyVariables: ['AZURE_OPENAI_API_KEY'],
    urlVariables: ['AZURE_OPENAI_ENDPOINT'],
    needsUrl: true,
  },
  keyed('mistral', ['MISTRAL_API_KEY'], ['MISTRAL_BASE_URL']),
  keyed('deepseek', ['DEEPSEEK_API_KEY'], ['DEEPSEEK_BASE_URL']),
  keyed('cohere', ['COHERE_API_KEY'], ['COHERE_BASE_URL']),
  keyed('jina', ['JINA_API_KEY'], ['JINA_BASE_URL']),
  keyed('qwen', ['DASHSCOPE_API_KEY'], ['DASHSCOPE_BASE_URL']),
  keyed('zhipuai', ['ZHIPUAI_API_KEY'], ['ZHIPUAI_BASE_URL']),
  keyed('siliconflow', ['SILICONFLOW_API_KEY'], ['SILICONFLOW_BASE_URL']),
  keyed('moonshot', ['MOONSHOT_API_KEY'], ['MOONSHOT_BASE_URL']),
  keyed('groq', ['GROQ_API_KEY'], ['GROQ_BASE_URL']),
  keyed('openrouter', ['OPENROUTER_API_KEY'], ['OPENROUTER_BASE_URL']),
  keyed('xai', ['XAI_API_KEY'], ['XAI_BASE_URL']),
  {
    id: 'ollama',
    kind: 'ollama',
    keyVariables: [],
    urlVariables: ['OLLAMA_BASE_URL'],
    isOpen: true,
  },
]

/** Environment variables that configure a provider at once. */
export const PROVIDER_VARIABLES: readonly { readonly variable: string; readonly help: string }[] =
  PROVIDER_SHORTCUTS.flatMap(({ id, keyVariables, urlVariables }) => [
    ...keyVariables.map((variable) => ({ variable, help: `API key of the provider ${id}` })),
    ...urlVariables.map((variable) => ({ variable, help: `address of the provider ${id}` })),
  ])

/** The variable that holds the key of a provider; nothing when there is none. */
export function keyVariableOf(providerId: string): string | undefined {
  return PROVIDER_SHORTCUTS.find(({ id }) => id === providerId)?.keyVariables[0]
}

/** The providers the environment configures. */
export function providersFromEnvironment(environment: Variables): readonly unknown[] {
  return PROVIDER_SHORTCUTS.flatMap((shortcut) => providerFrom(shortcut, environment))
}

function keyed(
  id: string,
  keyVariables: readonly string[],
  urlVariables: readonly string[],
): Shortcut {
  return { id, kind: id, keyVariables, urlVariables }
}

function providerFrom(shortcut: Shortcut, environment: Variables): readonly unknown[] {
  const { id, kind, aliases = [], defaultUrl, needsUrl, isOpen } = shortcut
  const apiKey = firstSet(shortcut.keyVariables, environment)
  const url = firstSet(shortcut.urlVariables, environment)
  const isEnough = apiKey === undefined ? isOpen && url : (url ?? !needsUrl)
  if (!isEnough) return []
  // Many servers speak what OpenAI speaks: under an address of its own it is any of them, and may need no key.
  const isAnyEndpoint = kind === 'openai' && url !== undefined
  const baseUrl = url ?? defaultUrl
  return [
    {
      id,
      kind: isAnyEndpoint ? 'openai-compatible' : kind,
      aliases,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(apiKey === undefined ? {} : { apiKey }),
    },
  ]
}

function firstSet(variables: readonly string[], environment: Variables): string | undefined {
  return variables.map((variable) => environment[variable]).find((value) => value)
}
