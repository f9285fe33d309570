import { providersFromEnvironment } from './provider-shortcut.js'

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
  {
    variable: 'WEFT_PREVIOUS_SECRET_KEYS',
    path: ['previousSecretKeys'],
    help: 'secret keys used before, separated by commas',
  },
  { variable: 'WEFT_MAX_REQUEST_BYTES', path: ['maxRequestBytes'], help: 'largest request body' },
  {
    variable: 'WEFT_LOG_LEVEL',
    path: ['log', 'level'],
    help: 'fatal, error, warn, info, debug, silent',
  },
  {
    variable: 'MULTIMODAL_SEND_FORMAT',
    path: ['models', 'filesAs'],
    help: 'base64 or url: how attached files go to models',
  },
  { variable: 'WEFT_DEFAULT_MODEL', path: ['models', 'default'], help: 'provider/name' },
  {
    variable: 'WEFT_DEFAULT_EMBEDDING_MODEL',
    path: ['models', 'defaultEmbedding'],
    help: 'provider/name',
  },
  {
    variable: 'WEFT_OFFLINE_SCRIPT',
    path: ['models', 'offlineScript'],
    help: 'answers of offline/script: a file, or the JSON itself',
  },
  {
    variable: 'WEFT_MODERATION_BUFFER_SIZE',
    path: ['moderation', 'bufferSize'],
    help: 'characters of an answer between two checks of it',
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

export type Environment = { readonly [variable: string]: string | undefined }

/** The configuration layer that the environment sets; unset and empty variables say nothing. */
export function configFromEnvironment(environment: Environment): Record<string, unknown> {
  const layer: Record<string, unknown> = {}
  for (const { variable, path } of ENVIRONMENT_SETTINGS) {
    const value = environment[variable]
    if (value !== undefined && value !== '') put(layer, path, value)
  }
  const providers = providersFromEnvironment(environment)
  if (providers.length > 0) put(layer, ['models', 'providers'], providers)
  return layer
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
