import {
  ModelCredentialNotFound,
  type CredentialScope,
  type ProviderDescription,
} from '@weft/domain/model'
import pc from 'picocolors'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { CommandHost } from './command-host.js'
import { requireCredentialId, requireYes, toScope, type ModelsArgs } from './models-args.js'
import { readCredentialValues, type CredentialSources } from './models-credential-values.js'
import { credentialLine, credentialRows } from './models-output.js'
import { printLines } from './print-lines.js'
import { UsageError } from './usage-error.js'
import { withInstallation } from './with-installation.js'

const tenantId = DEFAULT_WORKSPACE

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
    const values = await readCredentialValues(fieldsOf(provider, scope), args, host)
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
    const text = accepted(provider) + credentialRows([credential])
    printLines(host, args, [credentialLine(credential)], text)
  })
}

function fieldsOf(provider: ProviderDescription | undefined, scope: CredentialScope | undefined) {
  return (scope ? provider?.modelCredentialFields : provider?.credentialFields) ?? []
}

function accepted(provider: ProviderDescription | undefined): string {
  return `${pc.green('✓')} ${provider?.label.en_US ?? 'The provider'} accepts the credentials.\n`
}

export type ChangeModelsArgs = ModelsArgs &
  CredentialSources & { readonly id: string; readonly name?: string }

/** Puts a new key or other values in place of a credential's, once the provider has accepted them. What is not given stays. */
export function changeModels(args: ChangeModelsArgs, host: CommandHost): Promise<number> {
  const id = requireCredentialId(args.id)
  return withInstallation(args, host, async (container, signal) => {
    const known = await container.get(TOKENS.listModelCredentials).execute({ tenantId })
    const before = known.find((credential) => credential.id === id)
    if (!before) throw new ModelCredentialNotFound(id)
    const provider = container.get(TOKENS.providers).find(before.provider)
    const values = await readCredentialValues(fieldsOf(provider, before.scope), args, host, {
      isChange: true,
    })
    if (Object.keys(values).length === 0 && args.name === undefined)
      throw new UsageError(
        'Say what to change: --name, --set, --from-env, --from-file, or --stdin for a new secret.',
      )
    const changed = await container
      .get(TOKENS.changeModelCredential)
      .execute({ tenantId, id, name: args.name, values, signal })
    const text = accepted(provider) + credentialRows([changed])
    printLines(host, args, [credentialLine(changed)], text)
  })
}

export type RemoveModelsArgs = ModelsArgs & { readonly id: string; readonly yes?: boolean }

export function removeModels(args: RemoveModelsArgs, host: CommandHost): Promise<number> {
  const id = requireCredentialId(args.id)
  requireYes(args, `forgets the credential ${id}, which nobody can bring back`)
  return withInstallation(args, host, async (container) => {
    await container.get(TOKENS.removeModelCredential).execute({ tenantId, id })
    printLines(host, args, [{ removed: id }], `The credential ${id} is gone.\n`)
  })
}

export type UseModelsArgs = ModelsArgs & { readonly id: string }

/** Makes a credential the one in use. */
export function activateModels(args: UseModelsArgs, host: CommandHost): Promise<number> {
  const id = requireCredentialId(args.id)
  return withInstallation(args, host, async (container) => {
    await container.get(TOKENS.activateModelCredential).execute({ tenantId, id })
    printLines(host, args, [{ active: id }], `The credential ${id} is in use.\n`)
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
    printLines(host, args, [line], rotationText(keys.isKeptHere, line))
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
