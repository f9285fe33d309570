import type { GrantQuota, HostedProviderView } from '@weft/application/model'
import { QUOTA_TYPES, UNLIMITED, type ProviderType } from '@weft/domain/model'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { CommandHost } from './command-host.js'
import type { ModelsArgs } from './models-args.js'
import { table } from './models-output.js'
import { UsageError } from './usage-error.js'
import { withInstallation } from './with-installation.js'

const tenantId = DEFAULT_WORKSPACE

export type QuotaModelsArgs = ModelsArgs & {
  /** Absent to show every provider that has quotas. */
  readonly provider?: string | undefined
  /** `type=limit`, `type=-1` for no limit, `type=default` for the limit everybody has. */
  readonly grant?: string
  /** `custom`, `system`, or `none` to forget the choice. */
  readonly prefer?: string
}

/** Shows what is left of hosted providers; grants a limit, or chooses whose credentials are used. */
export function quotaModels(args: QuotaModelsArgs, host: CommandHost): Promise<number> {
  const { provider } = args
  const grant = args.grant === undefined ? undefined : parseGrant(args.grant)
  const preference = args.prefer === undefined ? undefined : parsePreference(args.prefer)
  if (provider === undefined && (grant || preference))
    throw new UsageError('Name the provider: `weft models quota <provider> …`.')
  return withInstallation(args, host, async (container) => {
    if (provider !== undefined && grant)
      await container.get(TOKENS.grantQuota).execute({ tenantId, provider, ...grant })
    if (provider !== undefined && preference)
      await container.get(TOKENS.preferProvider).execute({ tenantId, provider, ...preference })
    const all = await container.get(TOKENS.getHostedProviders).execute({ tenantId })
    const shown = all.filter((one) => provider === undefined || one.provider === provider)
    host.stdout.write(args.json ? quotaLines(shown) : quotaRows(shown))
  })
}

type Grant = Pick<Parameters<GrantQuota['execute']>[0], 'type' | 'limit'>

function parseGrant(text: string): Grant {
  const [word = '', limit = ''] = text.split('=', 2)
  const type = QUOTA_TYPES.find((one) => one === word)
  if (type !== undefined && limit === 'default') return { type, limit: undefined }
  if (type !== undefined && /^(-1|\d+)$/.test(limit)) return { type, limit: Number(limit) }
  throw new UsageError(
    `Grant a limit as type=number, with one of ${QUOTA_TYPES.join(', ')}; -1 for no limit, ` +
      'or type=default for the limit everybody has.',
  )
}

function parsePreference(word: string): { readonly type: ProviderType | undefined } {
  if (word === 'none') return { type: undefined }
  if (word === 'custom' || word === 'system') return { type: word }
  throw new UsageError('Prefer custom, system or none.')
}

function quotaRows(providers: readonly HostedProviderView[]): string {
  if (providers.length === 0)
    return 'No provider has quotas. They are set under models.hosted of weft.yaml.\n'
  return table(
    providers.flatMap(({ provider, status, inUse, current, quotas }) =>
      (quotas.length === 0 ? [undefined] : quotas).map((quota) => [
        provider,
        status,
        inUse === 'custom' ? 'own credentials' : "the operator's credentials",
        quota?.type ?? 'no quota granted',
        quota ? `${quota.used} of ${limitText(quota.limit)} ${quota.unit}` : '',
        quota?.type === current && quota ? 'in use' : '',
      ]),
    ),
  )
}

function limitText(limit: number): string {
  return limit === UNLIMITED ? 'unlimited' : String(limit)
}

function quotaLines(providers: readonly HostedProviderView[]): string {
  return providers
    .map(({ provider, status, preferred, inUse, current, quotas }) => ({
      provider,
      status,
      preferred,
      in_use: inUse,
      current: current ?? null,
      quotas: quotas.map(({ type, unit, limit, used, isValid }) => ({
        type,
        unit,
        limit,
        used,
        valid: isValid,
      })),
    }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
}
