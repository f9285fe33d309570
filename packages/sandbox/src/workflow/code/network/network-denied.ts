import type { NetworkAnswer } from './network-protocol.js'

/** What a program is told where no workspace can have the network. */
export const NETWORK_DENIED: NetworkAnswer = denial(
  'Code may not use the network here: the sandbox was opened without it.',
)

/** @param message says who denies it and how it is granted. */
export function denial(message: string): NetworkAnswer {
  return { type: 'failed', kind: 'denied', message }
}

export function isDenial(answer: NetworkAnswer): boolean {
  return answer.type === 'failed' && answer.kind === 'denied'
}
