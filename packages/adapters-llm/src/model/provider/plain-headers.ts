import { Secret } from '@weft/domain/kernel'
import type { RemoteConfiguration } from '../provider-configuration.js'

/** The configured headers, ready to be sent. */
export function plainHeaders({ headers = {} }: RemoteConfiguration): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]),
  )
}

/** Every secret of a configuration, wherever it stands. */
export function secretsOf(configuration: unknown): readonly Secret[] {
  if (configuration instanceof Secret) return [configuration]
  if (typeof configuration !== 'object' || configuration === null) return []
  return Object.values(configuration).flatMap(secretsOf)
}
