type Setting = {
  readonly variable: string
  readonly path: readonly string[]
  readonly help: string
}

/** Environment variables and the configuration key each one sets. */
export const ENVIRONMENT_SETTINGS: readonly Setting[] = [
  { variable: 'WEFT_HOST', path: ['host'], help: 'address to listen on' },
  { variable: 'WEFT_PORT', path: ['port'], help: 'port to listen on; 0 takes a free one' },
  { variable: 'WEFT_DATA_DIR', path: ['dataDir'], help: 'folder of the embedded database' },
  { variable: 'WEFT_DATABASE_URL', path: ['databaseUrl'], help: 'PostgreSQL to use instead' },
  { variable: 'WEFT_ROLE', path: ['role'], help: 'api, worker or all' },
  {
    variable: 'WEFT_SHUTDOWN_MS',
    path: ['shutdownMs'],
    help: 'longest wait for answers under way',
  },
  { variable: 'WEFT_SECRET_KEY', path: ['secretKey'], help: '64 hexadecimal digits' },
  { variable: 'WEFT_MAX_REQUEST_BYTES', path: ['maxRequestBytes'], help: 'largest request body' },
  {
    variable: 'WEFT_LOG_LEVEL',
    path: ['log', 'level'],
    help: 'fatal, error, warn, info, debug, silent',
  },
  { variable: 'WEFT_DEFAULT_MODEL', path: ['models', 'default'], help: 'provider/name' },
  {
    variable: 'WEFT_OFFLINE_SCRIPT',
    path: ['models', 'offlineScript'],
    help: 'answers of offline/script: a file, or the JSON itself',
  },
  {
    variable: 'WEFT_SANDBOX_TIMEOUT_MS',
    path: ['sandbox', 'timeoutMs'],
    help: 'longest run of a code node',
  },
  {
    variable: 'WEFT_SANDBOX_NETWORK',
    path: ['sandbox', 'network'],
    help: 'true lets code use the network',
  },
  {
    variable: 'WEFT_SANDBOX_GO',
    path: ['sandbox', 'go'],
    help: 'absolute path of the go command, for code in Go',
  },
]

type Shortcut = {
  readonly id: string
  readonly aliases: readonly string[]
  readonly keyVariable: string | undefined
  readonly urlVariable: string
  readonly defaultUrl: string | undefined
}

/** Providers that one variable is enough to configure. */
const PROVIDER_SHORTCUTS: readonly Shortcut[] = [
  {
    id: 'openai',
    aliases: ['openai_api_compatible', 'oaicompat'],
    keyVariable: 'OPENAI_API_KEY',
    urlVariable: 'OPENAI_BASE_URL',
    defaultUrl: 'https://api.openai.com/v1',
  },
  {
    id: 'deepseek',
    aliases: [],
    keyVariable: 'DEEPSEEK_API_KEY',
    urlVariable: 'DEEPSEEK_BASE_URL',
    defaultUrl: 'https://api.deepseek.com/v1',
  },
  {
    id: 'ollama',
    aliases: [],
    keyVariable: undefined,
    urlVariable: 'OLLAMA_BASE_URL',
    defaultUrl: undefined,
  },
]

/** Environment variables that configure a provider at once. */
export const PROVIDER_VARIABLES: readonly { readonly variable: string; readonly help: string }[] =
  PROVIDER_SHORTCUTS.flatMap(({ id, keyVariable, urlVariable }) => [
    ...(keyVariable ? [{ variable: keyVariable, help: `API key of the provider ${id}` }] : []),
    { variable: urlVariable, help: `address of the provider ${id}, up to and with /v1` },
  ])

export type Environment = { readonly [variable: string]: string | undefined }

/** The configuration layer that the environment sets; unset and empty variables say nothing. */
export function configFromEnvironment(environment: Environment): Record<string, unknown> {
  const layer: Record<string, unknown> = {}
  for (const { variable, path } of ENVIRONMENT_SETTINGS) {
    const value = environment[variable]
    if (value !== undefined && value !== '') put(layer, path, value)
  }
  const providers = PROVIDER_SHORTCUTS.flatMap((shortcut) => providerFrom(shortcut, environment))
  if (providers.length > 0) put(layer, ['models', 'providers'], providers)
  return layer
}

function providerFrom(shortcut: Shortcut, environment: Environment): readonly unknown[] {
  const apiKey = shortcut.keyVariable && environment[shortcut.keyVariable]
  const baseUrl = environment[shortcut.urlVariable] ?? (apiKey ? shortcut.defaultUrl : undefined)
  if (!baseUrl) return []
  return [{ id: shortcut.id, aliases: shortcut.aliases, baseUrl, ...(apiKey ? { apiKey } : {}) }]
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path
  if (key === undefined) return
  if (rest.length === 0) {
    target[key] = value
    return
  }
  const inner = (target[key] ?? {}) as Record<string, unknown>
  target[key] = inner
  put(inner, rest, value)
}
