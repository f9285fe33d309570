import type { NetworkAnswer } from './network-protocol.js'

/** What a program is told whose workspace was not granted the network. */
export const NETWORK_DENIED: NetworkAnswer = {
  type: 'failed',
  kind: 'denied',
  message:
    'Code of this workspace may not use the network. The operator can grant it: ' +
    'set sandbox.network to true in the configuration (WEFT_SANDBOX_NETWORK=true).',
}
