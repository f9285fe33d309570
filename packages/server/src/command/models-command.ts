import type { DefaultModel } from '@weft/application/model'
import { AppId } from '@weft/domain/app'
import { PageRequest } from '@weft/domain/kernel'
import { describeModel, type ModelRef, type ModelType } from '@weft/domain/model'
import type { Container } from 'inversify'
import pc from 'picocolors'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { CommandHost } from './command-host.js'
import {
  requireCredentialId,
  requireModelRef,
  requireModelType,
  type ModelsArgs,
} from './models-args.js'
import {
  credentialLine,
  credentialRows,
  modelLine,
  modelRows,
  providerLine,
  providerRows,
  usageLine,
  usageRows,
} from './models-output.js'
import { printLines } from './print-lines.js'
import { UsageError } from './usage-error.js'
import { withInstallation } from './with-installation.js'

const tenantId = DEFAULT_WORKSPACE
const DAY_MS = 86_400_000

export type ListModelsArgs = ModelsArgs & {
  readonly type?: string
  readonly all?: boolean
  readonly credentials?: boolean
  readonly providers?: boolean
}

/** Lists models, or credentials, or providers. */
export function listModels(args: ListModelsArgs, host: CommandHost): Promise<number> {
  const type = args.type === undefined ? undefined : requireModelType(args.type)
  return withInstallation(args, host, async (container) => {
    if (args.providers) {
      const { providers } = container.get(TOKENS.providers)
      printLines(host, args, providers.map(providerLine), providerRows(providers))
    } else if (args.credentials) {
      const listed = await container.get(TOKENS.listModelCredentials).execute({ tenantId })
      printLines(host, args, listed.map(credentialLine), credentialRows(listed))
    } else {
      const { all } = args
      const listed = await container.get(TOKENS.listModels).execute({ tenantId, type, all })
      printLines(host, args, listed.map(modelLine), modelRows(listed))
    }
  })
}

export type TestModelsArgs = ModelsArgs & {
  /** A credential's id or provider/name. */
  readonly what: string
  readonly type?: string
}

/** Makes one real call and says how long it took. */
export function testModels(args: TestModelsArgs, host: CommandHost): Promise<number> {
  return withInstallation(args, host, async (container, signal) => {
    const latencyMs = args.what.includes('/')
      ? await callModel(container, requireModelRef(args.what), args.type ?? 'llm', signal)
      : (
          await container
            .get(TOKENS.testModelCredential)
            .execute({ tenantId, id: requireCredentialId(args.what), signal })
        ).latencyMs
    const text = `${pc.green('✓')} ${args.what} answers after ${latencyMs} ms.\n`
    printLines(host, args, [{ tested: args.what, latency_ms: latencyMs }], text)
  })
}

async function callModel(
  container: Container,
  ref: ModelRef,
  type: string,
  signal: AbortSignal,
): Promise<number> {
  const models = container.get(TOKENS.models)
  const startedAt = Date.now()
  switch (requireModelType(type)) {
    case 'llm': {
      const model = await models.languageModel(tenantId, ref)
      for await (const chunk of model.complete(PING, { signal })) if (chunk.type !== 'finish') break
      break
    }
    case 'text-embedding': {
      // A text of its own each time: one that was embedded before would not be asked for.
      const model = await models.embeddingModel(tenantId, ref)
      await model.embed([`ping ${startedAt}`], { purpose: 'query', signal })
      break
    }
    case 'rerank':
      await (await models.rerankModel(tenantId, ref)).rerank('ping', ['ping'], { signal })
      break
    case 'moderation':
      await (await models.moderationModel(tenantId, ref)).moderate('ping', { signal })
      break
    default:
      throw new UsageError(`Models of the type ${type} can be tested by their credentials only.`)
  }
  return Date.now() - startedAt
}

const PING = {
  messages: [{ role: 'user', content: 'ping' }],
  parameters: {},
  stop: [],
  tools: [],
  responseSchema: undefined,
  user: undefined,
  nodeId: undefined,
} as const

export type DefaultModelsArgs = ModelsArgs & {
  /** Absent to show the default. */
  readonly model?: string | undefined
  readonly type?: string
  readonly unset?: boolean
}

/** Shows, sets or takes away the default model of a type. */
export function defaultModels(args: DefaultModelsArgs, host: CommandHost): Promise<number> {
  const type = requireModelType(args.type ?? 'llm')
  if (args.model !== undefined && args.unset)
    throw new UsageError('Name a model, or take the default away by --unset: not both.')
  return withInstallation(args, host, async (container) => {
    if (args.model !== undefined || args.unset) {
      const model = args.model === undefined ? undefined : requireModelRef(args.model)
      await container.get(TOKENS.setDefaultModel).execute({ tenantId, type, model })
    }
    const found = await container.get(TOKENS.models).defaultModel(tenantId, type)
    printLines(host, args, [defaultLine(type, found)], defaultText(type, found))
  })
}

function defaultLine(type: ModelType, found: DefaultModel | undefined): object {
  return {
    type,
    default: found ? describeModel(found.model) : null,
    chosen_by: found?.chosenBy ?? null,
    problems: found?.problems ?? [],
  }
}

function defaultText(type: ModelType, found: DefaultModel | undefined): string {
  if (!found) return `There is no default ${type} model.\n`
  const problems = found.problems.map((problem) => `${pc.yellow('!')} ${problem}\n`).join('')
  return `${describeModel(found.model)}${CHOSEN_BY[found.chosenBy]}\n${problems}`
}

const CHOSEN_BY = {
  workspace: '',
  operator: ' (by the configuration)',
  found: ' (found at your provider: nobody chose one)',
  'last-resort': ' (no provider is configured)',
} as const satisfies Record<DefaultModel['chosenBy'], string>

export type UsageModelsArgs = ModelsArgs & {
  readonly days?: number
  /** `app`, `day` or both, separated by commas. */
  readonly by?: string
  /** Id of the app whose calls are summed up. */
  readonly app?: string
}

/** Shows what the calls of the last days came to. */
export function showUsage(args: UsageModelsArgs, host: CommandHost): Promise<number> {
  const by = args.by === undefined ? [] : args.by.split(',').map(requireDivision)
  const appId = args.app === undefined ? undefined : AppId.tryParse(args.app)
  if (args.app !== undefined && !appId)
    throw new UsageError(`${JSON.stringify(args.app)} is not an app id.`)
  return withInstallation(args, host, async (container) => {
    const until = new Date()
    const from = new Date(until.getTime() - (args.days ?? 30) * DAY_MS)
    const question = { tenantId, from, until, appId, by }
    const sums = await container.get(TOKENS.getModelUsage).execute(question)
    const names = by.includes('app') ? await appNames(container) : new Map<string, string>()
    printLines(
      host,
      args,
      sums.map((sum) => usageLine(sum, by, names)),
      usageRows(sums, by, names),
    )
  })
}

function requireDivision(text: string): 'app' | 'day' {
  const word = text.trim()
  if (word === 'app' || word === 'day') return word
  throw new UsageError(
    `Usage is divided by app, day or both: app,day; got ${JSON.stringify(text)}.`,
  )
}

/** Apps may be gone while what they used is not. */
async function appNames(container: Container): Promise<ReadonlyMap<string, string>> {
  const { items } = await container
    .get(TOKENS.listApps)
    .execute({ tenantId, page: PageRequest.of(1, 100) })
  return new Map(items.map(({ id, name }) => [id, name]))
}
