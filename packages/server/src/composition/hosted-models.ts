import type { HostedProviders } from '@weft/application/model'
import type { HostedQuota } from '@weft/domain/model'
import type { Config } from '../config/config.js'
import { ConfigInvalid } from '../config/load-config.js'

/** There without being configured. */
const ALWAYS_THERE = 'offline'

type ConfiguredQuota = Config['models']['hosted'][string]['quotas'][number]

/**
 * The quotas of the configuration, by provider.
 *
 * @throws ConfigInvalid when they are for a provider that is not configured.
 */
export function hostedProviders({ models }: Config): HostedProviders {
  const configured = new Set([...models.providers.map(({ id }) => id), ALWAYS_THERE])
  for (const provider of Object.keys(models.hosted))
    if (!configured.has(provider)) throw new ConfigInvalid(notConfigured(provider))
  return new Map(
    Object.entries(models.hosted).map(([provider, { quotas }]) => [
      provider,
      quotas.map(toHostedQuota),
    ]),
  )
}

/** The well-known models that hosted models of other names are. */
export function hostedBaseModels(
  { models }: Config,
  provider: string,
): Readonly<Record<string, string>> {
  const quotas = models.hosted[provider]?.quotas ?? []
  const restricted = quotas.flatMap(({ restrictModels }) => restrictModels)
  return Object.fromEntries(
    restricted.flatMap(({ model, baseModelName }) =>
      baseModelName === undefined ? [] : [[model, baseModelName]],
    ),
  )
}

function toHostedQuota({ restrictModels, ...quota }: ConfiguredQuota): HostedQuota {
  return {
    type: quota.type,
    unit: quota.unit,
    limit: quota.limit,
    credits: quota.credits,
    models: restrictModels.map(({ model, type, baseModelName }) => ({
      type,
      name: model,
      baseName: baseModelName,
    })),
  }
}

function notConfigured(provider: string): string {
  return (
    `models.hosted has quotas for ${JSON.stringify(provider)}, but no provider of this id is configured. Add it to ` +
    'models.providers, or set its variable: `weft config --environment` lists them.'
  )
}
