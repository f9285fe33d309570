import type { ModelRef, ModelType } from '@weft/domain/model'
import type { Container } from 'inversify'
import pc from 'picocolors'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { CommandHost } from './command-host.js'
import {
  readCredentialValues,
  requireCredentialId,
  requireModelRef,
  requireModelType,
  toScope,
  type CredentialSources,
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
import { UsageError } from './usage-error.js'
import { withInstallation } from './with-installation.js'

const tenantId = DEFAULT_WORKSPACE
const DAY_MS = 86_400_000

function print(host: CommandHost, args: ModelsArgs, lines: readonly object[], text: string): void {
  host.stdout.write(args.json ? lines.map((line) => `${JSON.stringify(line)}\n`).join('') : text)
}

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
      print(host, args, providers.map(providerLine), providerRows(providers))
    } else if (args.credentials) {
      const listed = await container.get(TOKENS.listModelCredentials).execute({ tenantId })
      print(host, args, listed.map(credentialLine), credentialRows(listed))
    } else {
      const { all } = args
      const listed = await container.get(TOKENS.listModels).execute({ tenantId, type, all })
      print(host, args, listed.map(modelLine), modelRows(listed))
    }
  })
}

export type AddModelsArgs = ModelsArgs &
  CredentialSources & {
    readonly provider: string
    readonly name?: string
    readonly model?: string
    readonly type?: string
    /** Changes this credential instead of adding one. */
    readonly replace?: string
  }

/** Adds credentials of a provider or model once the provider has accepted them. */
export function addModels(args: AddModelsArgs, host: CommandHost): Promise<number> {
  const scope = toScope(args.model, args.type)
  const replaced = args.replace === undefined ? undefined : requireCredentialId(args.replace)
  return withInstallation(args, host, async (container, signal) => {
    const { provider: spelling, name } = args
    const provider = container.get(TOKENS.providers).find(spelling)
    if (!provider)
      throw new UsageError(
        `No model provider is called ${JSON.stringify(spelling)}. \`weft models list --providers\` shows them.`,
      )
    const fields = (scope ? provider.modelCredentialFields : provider.credentialFields) ?? []
    const values = await readCredentialValues(fields, args, host)
    const credential = replaced
      ? await container
          .get(TOKENS.changeModelCredential)
          .execute({ tenantId, id: replaced, name, values, signal })
      : await container.get(TOKENS.addModelCredential).execute({
          tenantId,
          provider: provider.id,
          scope,
          name: name ?? 'default',
          values,
          signal,
        })
    const done = `${pc.green('✓')} ${provider.label.en_US} accepts the credentials.\n`
    print(host, args, [credentialLine(credential)], done + credentialRows([credential]))
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
    print(host, args, [{ tested: args.what, latency_ms: latencyMs }], text)
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

export type RemoveModelsArgs = ModelsArgs & { readonly id: string }

export function removeModels(args: RemoveModelsArgs, host: CommandHost): Promise<number> {
  const id = requireCredentialId(args.id)
  return withInstallation(args, host, async (container) => {
    await container.get(TOKENS.removeModelCredential).execute({ tenantId, id })
    print(host, args, [{ removed: id }], `The credential ${id} is gone.\n`)
  })
}

export type UseModelsArgs = ModelsArgs & { readonly id: string }

/** Makes a credential the one in use. */
export function activateModels(args: UseModelsArgs, host: CommandHost): Promise<number> {
  const id = requireCredentialId(args.id)
  return withInstallation(args, host, async (container) => {
    await container.get(TOKENS.activateModelCredential).execute({ tenantId, id })
    print(host, args, [{ active: id }], `The credential ${id} is in use.\n`)
  })
}

export type DefaultModelsArgs = ModelsArgs & {
  /** Absent to show the default. */
  readonly model?: string | undefined
  readonly type?: string
  readonly unset?: boolean
}

/** Shows, sets or takes away the default model of a type. */
export function defaultModels(args: DefaultModelsArgs, host: CommandHost): Promise<number> {
  const type = requireModelType(args.type ?? 'llm')
  return withInstallation(args, host, async (container) => {
    const chosen = await chooseDefault(container, args, type)
    const name = chosen && `${chosen.provider}/${chosen.name}`
    const text = name === undefined ? `There is no default ${type} model.\n` : `${name}\n`
    print(host, args, [{ type, default: name ?? null }], text)
  })
}

function chooseDefault(
  container: Container,
  { model, unset }: DefaultModelsArgs,
  type: ModelType,
): Promise<ModelRef | undefined> {
  if (model === undefined && !unset)
    return container.get(TOKENS.getDefaultModel).execute({ tenantId, type })
  const ref = model === undefined ? undefined : requireModelRef(model)
  return container.get(TOKENS.setDefaultModel).execute({ tenantId, type, model: ref })
}

export type SwitchModelsArgs = ModelsArgs & {
  readonly model: string
  readonly type?: string
  readonly isEnabled: boolean
}

/** Switches a model on or off. */
export function switchModels(args: SwitchModelsArgs, host: CommandHost): Promise<number> {
  const type = requireModelType(args.type ?? 'llm')
  const ref = requireModelRef(args.model)
  return withInstallation(args, host, async (container) => {
    const { isEnabled } = args
    const { model } = await container
      .get(TOKENS.configureModel)
      .execute({ tenantId, model: { ...ref, type }, change: { isEnabled } })
    const name = `${model.provider}/${model.name}`
    const text = `${name} is switched ${isEnabled ? 'on' : 'off'}.\n`
    print(host, args, [{ model: name, type, enabled: isEnabled }], text)
  })
}

export type UsageModelsArgs = ModelsArgs & { readonly days?: number }

/** Shows what the calls of the last days came to. */
export function showUsage(args: UsageModelsArgs, host: CommandHost): Promise<number> {
  return withInstallation(args, host, async (container) => {
    const until = new Date()
    const from = new Date(until.getTime() - (args.days ?? 30) * DAY_MS)
    const sums = await container.get(TOKENS.getModelUsage).execute({ tenantId, from, until })
    print(host, args, sums.map(usageLine), usageRows(sums))
  })
}

/** Seals every credential under a new key. */
export function rotateKey(args: ModelsArgs, host: CommandHost): Promise<number> {
  return withInstallation(args, host, async (container) => {
    const keys = container.get(TOKENS.keyFile)
    if (keys.isKeptHere) keys.renew()
    const report = await container.get(TOKENS.resealCredentials).execute()
    const { resealed, unreadable } = report
    // A key that still guards something must stay.
    if (keys.isKeptHere && unreadable.length === 0) keys.forgetOlder()
    const line = { resealed, current: report.current, unreadable: unreadable.map(({ id }) => id) }
    print(host, args, [line], rotationText(keys.isKeptHere, line))
  })
}

function rotationText(
  isKeptHere: boolean,
  {
    resealed,
    current,
    unreadable,
  }: {
    readonly resealed: number
    readonly current: number
    readonly unreadable: readonly string[]
  },
): string {
  const lines = [
    isKeptHere ? 'A new key is in use.' : 'The key of the configuration is in use.',
    `${resealed} credentials were sealed again under it; ${current} were already.`,
    ...(unreadable.length === 0
      ? []
      : [`These cannot be opened, so older keys are kept: ${unreadable.join(', ')}.`]),
    ...(isKeptHere || resealed > 0
      ? []
      : [
          'To change it, start with a new WEFT_SECRET_KEY, the old one in WEFT_PREVIOUS_SECRET_KEYS, ' +
            'and run this again.',
        ]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
