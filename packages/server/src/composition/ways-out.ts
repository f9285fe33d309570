import { Egress, type EgressOptions } from '@weft/adapters-egress'
import { ContainerModule, type Container } from 'inversify'
import { TOKENS } from './tokens.js'

const CONNECT_MS = 5_000

/** A way out to public addresses and to those named. */
export function openEgress(allow: readonly string[], options: EgressOptions = {}): Egress {
  return Egress.open({ ...options, allow, connectTimeoutMs: CONNECT_MS })
}

/**
 * The ways out of nodes and of code. Each has connections and allowed addresses of its own: what the operator opened for one,
 * the addresses of model providers above all, is open to none of the others.
 */
export const egressModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.egress)
    .toResolvedValue(({ egress }) => openEgress(egress.allow), [TOKENS.config])
    .inSingletonScope()
  bind(TOKENS.codeEgress)
    .toResolvedValue(
      ({ sandbox }) => openEgress(sandbox.networkAllow, { allowSetting: 'sandbox.networkAllow' }),
      [TOKENS.config],
    )
    .inSingletonScope()
})

/** Closes every way out. */
export async function closeWaysOut(container: Container): Promise<void> {
  const all = [TOKENS.egress, TOKENS.codeEgress, TOKENS.modelEgress]
  await Promise.all(all.map((way) => container.get(way).close()))
}
