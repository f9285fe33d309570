import type { TrialNodes } from '@weft/application/workflow'
import { openLocalServices } from '../composition/local-services.js'
import { TOKENS } from '../composition/tokens.js'
import type { Config } from '../config/config.js'

/** The kinds of nodes of this installation; of what is not public they reach the servers of the cases, and no more. */
export function localNodes(config: Config): TrialNodes {
  return {
    open(addresses) {
      const hosts = addresses.map((address) => new URL(address).host)
      const services = openLocalServices({
        ...config,
        egress: { ...config.egress, allow: [...config.egress.allow, ...hosts] },
        sandbox: {
          ...config.sandbox,
          networkAllow: [...config.sandbox.networkAllow, ...hosts],
        },
      })
      return Promise.resolve({
        kinds: services.container.get(TOKENS.kinds).list(),
        close: () => services.close(),
      })
    },
  }
}
