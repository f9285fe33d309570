import type { NetworkAnswer } from '../network/network-protocol.js'

const NEWLINE = 0x0a

/** A message of the network device: one line of JSON, then the body. What comes out is still to be checked. */
export function readNetworkMessage(message: Buffer): unknown {
  const end = message.indexOf(NEWLINE)
  const head = parseHead(message.subarray(0, Math.max(end, 0)).toString('utf8'))
  const body = message.subarray(end + 1)
  return { ...head, body: body.length === 0 ? undefined : new Uint8Array(body) }
}

/** The answer in the same form. */
export function writeNetworkMessage(answer: NetworkAnswer): Uint8Array {
  if (answer.type === 'failed') {
    const { kind, message } = answer
    return Buffer.from(`${JSON.stringify({ kind, message })}\n`)
  }
  const { status, headers, url, body } = answer
  return Buffer.concat([Buffer.from(`${JSON.stringify({ status, headers, url })}\n`), body])
}

function parseHead(text: string): object {
  try {
    const head: unknown = JSON.parse(text)
    return typeof head === 'object' && head !== null ? head : {}
  } catch {
    return {}
  }
}
