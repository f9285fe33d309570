import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'

import type { NetworkAnswer } from '../network/network-protocol.js'
import { JAVASCRIPT_NETWORK } from './javascript-network.js'

/** Asks the host on behalf of the program; never rejects. */
export type HostFetch = (request: unknown) => Promise<NetworkAnswer>

/** A program that starts more than this at once has lost its way. */
const MAX_OPEN = 100

/** The requests of one program: taken out of the interpreter, sent, and their answers handed in. */
export class JavaScriptFetches {
  private readonly takeNext: QuickJSHandle
  private readonly deliverTo: QuickJSHandle
  private readonly open = new Set<Promise<void>>()
  private readonly arrived: { readonly id: number; readonly answer: NetworkAnswer }[] = []

  constructor(private readonly context: QuickJSContext) {
    const network = context.unwrapResult(context.evalCode(JAVASCRIPT_NETWORK, 'network.js'))
    const tools = context.unwrapResult(context.callFunction(network, context.undefined))
    this.takeNext = context.getProp(tools, 'take')
    this.deliverTo = context.getProp(tools, 'deliver')
  }

  /** Sends what the program has asked for meanwhile. */
  send(fetch: HostFetch): void {
    while (this.open.size < MAX_OPEN) {
      const asked = this.take()
      if (asked === undefined) return
      const arriving = fetch(asked.request).then((answer) => {
        this.open.delete(arriving)
        this.arrived.push({ id: asked.id, answer })
      })
      this.open.add(arriving)
    }
  }

  /** True when answers are there, or may still come. */
  get isWaiting(): boolean {
    return this.open.size > 0 || this.arrived.length > 0
  }

  /** Waits for the next answers and hands them in. */
  async deliver(): Promise<void> {
    if (this.arrived.length === 0) await Promise.race(this.open)
    for (const { id, answer } of this.arrived.splice(0)) this.handIn(id, answer)
  }

  private take(): { readonly id: number; readonly request: unknown } | undefined {
    const { context } = this
    const taken = context.callFunction(this.takeNext, context.undefined)
    if (taken.error !== undefined || context.typeof(taken.value) !== 'string') return undefined
    return readAsked(context.getString(taken.value))
  }

  private handIn(id: number, answer: NetworkAnswer): void {
    const { context } = this
    const isAnswered = answer.type === 'answered'
    const bytes = isAnswered ? answer.body : new Uint8Array()
    const head = isAnswered
      ? { status: answer.status, headers: answer.headers, url: answer.url }
      : { kind: answer.kind, message: answer.message }
    const handed = context.callFunction(
      this.deliverTo,
      context.undefined,
      context.newNumber(id),
      context.newString(JSON.stringify(head)),
      context.newString(new TextDecoder().decode(bytes)),
      context.newArrayBuffer(bytes.slice().buffer),
    )
    handed.error?.dispose()
  }
}

/** The program may have put anything there. */
function readAsked(text: string): { id: number; request: unknown } | undefined {
  const asked = parse(text)
  const [id, request] = Array.isArray(asked) ? (asked as readonly unknown[]) : []
  if (typeof id !== 'number' || typeof request !== 'object' || request === null) return undefined
  const { text: body, bytes, ...rest }: Record<string, unknown> = { ...request }
  return { id, request: { ...rest, body: bodyOf(body, bytes) } }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function bodyOf(text: unknown, bytes: unknown): Uint8Array | undefined {
  if (typeof text === 'string') return new TextEncoder().encode(text)
  return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'latin1')) : undefined
}
