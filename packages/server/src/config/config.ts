import { z } from 'zod'
import { hostedModels } from './hosted-models.js'

const text = z.string().trim().min(1)
const milliseconds = z.coerce.number().int().min(1)
const bytes = z.coerce.number().int().min(1)
const count = z.coerce.number().int().min(1)

/** At most a hundred years. */
const days = z.coerce.number().int().min(1).max(36_500)

const severities = z.record(text, z.number().int().min(1).max(10)).default({})

const codePolicy = z.strictObject({
  /** Modules, called names and attributes, each with its severity from 1 to 10. */
  imports: severities,
  calls: severities,
  attributes: severities,
  /** Code with a violation of this severity or more is not run. */
  refuseFrom: z.number().int().min(1).max(10).optional(),
})

/** Environment variables are text. */
const flag = z.union([z.boolean(), z.stringbool()])

/** A flag stands for the word it always meant. */
function networkWord(given: unknown): unknown {
  const { success, data } = flag.safeParse(given)
  if (!success) return given
  return data ? 'granted' : 'forbidden'
}

const pricing = z.strictObject({
  /** Decimal text: price of one `unit` of tokens. */
  input: text,
  output: text,
  /** Decimal text: `0.001` for prices per thousand tokens. */
  unit: text,
  currency: text.default('USD'),
})

const configuredModel = z.strictObject({
  mode: z
    .enum([
      'chat',
      'completion',
      'embedding',
      'rerank',
      'moderation',
      'speech-to-text',
      'text-to-speech',
    ])
    .default('chat'),
  contextSize: count.optional(),
  /** Length of the vectors of an embedding model. */
  dimensions: count.optional(),
  /** Texts per request of an embedding model. */
  batchSize: count.optional(),
  features: z
    .array(
      z.enum([
        'tool-call',
        'multi-tool-call',
        'stream-tool-call',
        'agent-thought',
        'vision',
        'document',
        'video',
        'audio',
        'structured-output',
      ]),
    )
    .optional(),
  pricing: pricing.optional(),
})

const provider = z.strictObject({
  /** The name documents use. */
  id: text,
  /** Further names documents may use for it. */
  aliases: z.array(text).default([]),
  /** What it speaks: `openai-compatible`, or the name of a provider Weft knows, such as `anthropic`. */
  kind: text.default('openai-compatible'),
  /** Where it answers, up to and with `/v1`. May be absent where Weft knows the address. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  apiKey: text.optional(),
  /** Azure only. */
  apiVersion: text.optional(),
  /** Amazon Bedrock only. */
  region: text.optional(),
  models: z.record(text, configuredModel).default({}),
})

/** Everything Weft can be told, with its defaults. Keys of the configuration file are these names. */
export const configSchema = z.strictObject({
  host: text.default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(5001),
  /** Folder of the embedded database and of the generated secrets. */
  dataDir: text.default('./.weft'),
  /** PostgreSQL to use in place of the embedded database. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  role: z.enum(['api', 'worker', 'all']).default('all'),
  /** How long a shutdown waits for answers under way. */
  shutdownMs: milliseconds.default(10_000),
  /** 64 hexadecimal digits. Generated into the data folder when absent. */
  secretKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')
    .optional(),
  /** Secrets that were in use before, separated by commas: what was sealed under them can still be opened. */
  previousSecretKeys: z
    .preprocess(
      (given) => (typeof given === 'string' ? given.split(',').map((key) => key.trim()) : given),
      z.array(z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits each')),
    )
    .default([]),
  maxRequestBytes: bytes.default(15 * 1024 * 1024),
  log: z
    .strictObject({
      level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).optional(),
    })
    .prefault({}),
  models: z
    .strictObject({
      /** `provider/name` of the model that stands in for those nobody configured. */
      default: text.optional(),
      /** The same for embedding models. */
      defaultEmbedding: text.optional(),
      providers: z.array(provider).default([]),
      hosted: hostedModels,
      /** How attached files go to models: as their content, or as their address where the provider takes addresses. */
      filesAs: z.enum(['base64', 'url']).default('base64'),
      /** Answers of the model `offline/script`: a file with them, or the JSON itself. */
      offlineScript: text.optional(),
      calls: z
        .strictObject({
          /** Attempts of one call, the first one included. */
          maxAttempts: count.default(3),
          /** Longest silence of a provider. */
          silenceMs: milliseconds.default(120_000),
          /** Calls of one provider under way at one time. */
          maxConcurrent: count.default(100),
          /** Silence after which a second attempt races the first. Absent: never. */
          hedgeAfterMs: milliseconds.optional(),
        })
        .prefault({}),
      /** How long what is written about models is kept. */
      retention: z
        .strictObject({
          /** Days for which model calls, and so the usage, are. */
          usageDays: days.default(400),
          /** Days for which vectors are that nobody asked for again. */
          embeddingDays: days.default(30),
          /** Vectors per workspace; those that were not used for longest go first. */
          maxEmbeddings: count.default(200_000),
        })
        .prefault({}),
    })
    .prefault({}),
  moderation: z
    .strictObject({
      /** Characters of an answer that arrive before it is checked again. */
      bufferSize: count.default(300),
    })
    .prefault({}),
  egress: z
    .strictObject({
      /** Hosts, host:port or networks that nodes, tools and models may reach although they are not public. */
      allow: z.array(text).default([]),
    })
    .prefault({}),
  tools: z
    .strictObject({
      /** APIs to be used as tools. */
      api: z
        .array(
          z.strictObject({
            /** The provider's name in documents. */
            name: text,
            /** OpenAPI document, JSON or YAML. */
            schemaFile: text,
            /** `{ auth_type: none }`, or a key for a header or for the query. */
            credentials: z.record(z.string(), z.json()).default({ auth_type: 'none' }),
          }),
        )
        .default([]),
    })
    .prefault({}),
  sandbox: z
    .strictObject({
      timeoutMs: milliseconds.default(30_000),
      maxMemoryBytes: bytes.default(128 * 1024 * 1024),
      pythonWorkers: count.optional(),
      javascriptWorkers: count.optional(),
      /** Interpreters of each kind that no single workspace can hold. */
      reservedWorkers: z.coerce.number().int().min(0).optional(),
      /**
       * Who lets code use the network: `by-grant`, each workspace for itself; `granted`, where a workspace says nothing;
       * `forbidden`, nobody. `true` and `false` stand for the last two.
       */
      network: z
        .preprocess(networkWord, z.enum(['by-grant', 'granted', 'forbidden']))
        .default('by-grant'),
      /**
       * Hosts, host:port or networks that code may reach although they are not public. What `egress.allow` and the model
       * providers may reach is nothing to code.
       */
      networkAllow: z.array(text).default([]),
      /** What code is read against before it runs; absent for the built-in policy, which refuses nothing. */
      policy: codePolicy.optional(),
      /** Absolute path of the `go` command, 1.21 or later. Compiling starts processes: absent, there is no Go. */
      go: z
        .string()
        .regex(/^(\/|[A-Za-z]:[\\/])/, 'must be an absolute path')
        .optional(),
      /** A dify-sandbox service that runs some languages, for code that needs native packages. */
      remote: z
        .strictObject({
          /** Where it answers, without `/v1`. */
          url: z.url({ protocol: /^https?$/ }),
          apiKey: text,
          languages: z
            .array(z.enum(['python3', 'javascript']))
            .min(1)
            .default(['python3']),
        })
        .optional(),
    })
    .prefault({}),
})

export type Config = z.output<typeof configSchema>
