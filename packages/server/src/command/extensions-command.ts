import type { ApiExtensionView } from '@weft/application/extension'
import { ApiExtensionId } from '@weft/domain/extension'
import { Secret } from '@weft/domain/kernel'
import pc from 'picocolors'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { CommandHost } from './command-host.js'
import { table } from './models-output.js'
import { UsageError } from './usage-error.js'
import { withInstallation, type StorageArgs } from './with-installation.js'

const tenantId = DEFAULT_WORKSPACE

export type ExtensionArgs = StorageArgs & { readonly json?: boolean }

/** Lists the extensions, their keys obfuscated. */
export function listExtensions(args: ExtensionArgs, host: CommandHost): Promise<number> {
  return withInstallation(args, host, async (container) => {
    const listed = await container.get(TOKENS.listApiExtensions).execute({ tenantId })
    print(host, args, listed)
  })
}

export type ExtensionKeyArgs = ExtensionArgs & {
  /** The environment variable that holds the key; absent to read it from standard input. */
  readonly fromEnv?: string
}

/** Adds an extension once it has answered. */
export function addExtension(
  args: ExtensionKeyArgs & { readonly name: string; readonly endpoint: string },
  host: CommandHost,
): Promise<number> {
  const { name, endpoint } = args
  return withInstallation(args, host, async (container, signal) => {
    const apiKey = await readKey(args, host)
    if (!apiKey)
      throw new UsageError(
        'An extension needs a key: pipe it to standard input, or name an environment variable by --from-env.',
      )
    const added = await container
      .get(TOKENS.addApiExtension)
      .execute({ tenantId, name, endpoint, apiKey, signal })
    print(host, args, [added], `${pc.green('✓')} The extension answers.\n`)
  })
}

export type ChangeExtensionArgs = ExtensionKeyArgs & {
  readonly id: string
  readonly name?: string
  readonly endpoint?: string
  /** Whether a new key is read from standard input. */
  readonly stdin?: boolean
}

/** Changes what is named, once the extension has answered. */
export function changeExtension(args: ChangeExtensionArgs, host: CommandHost): Promise<number> {
  const id = requireExtensionId(args.id)
  const { name, endpoint, stdin, fromEnv } = args
  if (name === undefined && endpoint === undefined && !stdin && fromEnv === undefined)
    throw new UsageError('Say what changes: --name, --endpoint, --from-env or --stdin.')
  return withInstallation(args, host, async (container, signal) => {
    const apiKey = stdin || fromEnv !== undefined ? await readKey(args, host) : undefined
    const changed = await container
      .get(TOKENS.changeApiExtension)
      .execute({ tenantId, id, name, endpoint, apiKey, signal })
    print(host, args, [changed], `${pc.green('✓')} The extension answers.\n`)
  })
}

type OneExtensionArgs = ExtensionArgs & { readonly id: string }

/** Asks an extension whether it is there. */
export function testExtension(args: OneExtensionArgs, host: CommandHost): Promise<number> {
  const id = requireExtensionId(args.id)
  return withInstallation(args, host, async (container, signal) => {
    await container.get(TOKENS.testApiExtension).execute({ tenantId, id, signal })
    host.stdout.write(
      args.json
        ? `${JSON.stringify({ id, answers: true })}\n`
        : `${pc.green('✓')} The extension answers.\n`,
    )
  })
}

/** Forgets an extension. */
export function removeExtension(args: OneExtensionArgs, host: CommandHost): Promise<number> {
  const id = requireExtensionId(args.id)
  return withInstallation(args, host, async (container) => {
    await container.get(TOKENS.removeApiExtension).execute({ tenantId, id })
    host.stdout.write(
      args.json ? `${JSON.stringify({ id, removed: true })}\n` : 'The extension is removed.\n',
    )
  })
}

async function readKey(
  { fromEnv }: ExtensionKeyArgs,
  host: CommandHost,
): Promise<Secret | undefined> {
  if (fromEnv !== undefined) {
    const value = host.environment[fromEnv]
    if (!value) throw new UsageError(`The environment variable ${fromEnv} is not set.`)
    return Secret.of(value)
  }
  const typed = (await host.readSecret?.('the key of the extension'))?.trim() ?? ''
  return typed === '' ? undefined : Secret.of(typed)
}

/** @throws UsageError */
function requireExtensionId(text: string): ApiExtensionId {
  const id = ApiExtensionId.tryParse(text)
  if (id) return id
  throw new UsageError(
    `${JSON.stringify(text)} is no extension id. \`weft extensions list\` shows them.`,
  )
}

function print(
  host: CommandHost,
  args: ExtensionArgs,
  extensions: readonly ApiExtensionView[],
  done = '',
): void {
  host.stdout.write(
    args.json
      ? extensions.map((extension) => `${JSON.stringify(lineOf(extension))}\n`).join('')
      : done + rowsOf(extensions),
  )
}

function lineOf({ id, name, endpoint, apiKey }: ApiExtensionView): object {
  return { id, name, endpoint, api_key: apiKey ?? null }
}

function rowsOf(extensions: readonly ApiExtensionView[]): string {
  if (extensions.length === 0) return 'The workspace has no API extensions.\n'
  return table(
    extensions.map(({ id, name, endpoint, apiKey }) => [
      id,
      name,
      endpoint,
      apiKey ?? 'key cannot be opened',
    ]),
  )
}
