import { parentPort, workerData } from 'node:worker_threads'

import { isDenial, NETWORK_DENIED } from '../network/network-denied.js'
import type { NetworkAnswer } from '../network/network-protocol.js'
import { yieldToOtherThreads } from '../thread-priority.js'
import type {
  HostMessage,
  WorkerMessage,
  WorkerReport,
  WorkerRequest,
  WorkerStart,
} from '../worker-protocol.js'
import { prepareCode } from './prepare-code.js'
import { createQuickJs } from './quickjs-instance.js'
import { JavaScriptProgram } from './run-javascript.js'

/*
 * QuickJS in a thread. The thread serves many runs, an interpreter only one: while one answer is on its way the next
 * instance is made.
 */

const { interpreter, limits, yields } = workerData as WorkerStart
const asked = new Map<number, (answer: NetworkAnswer) => void>()
let lastFetch = 0

if (yields) yieldToOtherThreads()
let program = await prepare()
parentPort?.on('message', (message: HostMessage) => {
  if (message.type === 'request') void serve(message.request)
  else settle(message)
})
send({ type: 'ready' })

async function serve(request: WorkerRequest): Promise<void> {
  const report = await runToItsEnd(request)
  asked.clear()
  send(report)
  if (report.type === 'crashed') return
  if (report.type !== 'analysed' && report.type !== 'blocked') program = await prepare()
  send({ type: 'ready' })
}

async function runToItsEnd(request: WorkerRequest): Promise<WorkerReport> {
  try {
    const prepared = await prepareCode(request)
    if (prepared.type === 'report') return prepared.report
    const { inputs, asksHost } = request
    const fetch = asksHost ? untilDenied(fetchFromHost) : denyNetwork
    const report = await program.run({ code: prepared.code, inputs, fetch })
    return prepared.withFindings(report)
  } catch (error) {
    if (program.isOutOfMemory()) return { type: 'out-of-memory' }
    const isStack = error instanceof RangeError
    return {
      type: 'crashed',
      message: isStack ? 'The interpreter ran out of stack.' : 'The interpreter broke down.',
    }
  }
}

function fetchFromHost(request: unknown): Promise<NetworkAnswer> {
  lastFetch += 1
  const id = lastFetch
  return new Promise((resolve) => {
    asked.set(id, resolve)
    send({ type: 'fetch', id, request })
  })
}

/** The host denies the network once, and that holds for the run. */
function untilDenied(fetch: typeof fetchFromHost): typeof fetchFromHost {
  let denied: NetworkAnswer | undefined
  return async (request) => {
    if (denied !== undefined) return denied
    const answer = await fetch(request)
    if (isDenial(answer)) denied = answer
    return answer
  }
}

async function denyNetwork(): Promise<NetworkAnswer> {
  return NETWORK_DENIED
}

/** Answers to an earlier program find nobody. */
function settle({ id, answer }: Extract<HostMessage, { type: 'fetched' }>): void {
  asked.get(id)?.(answer)
  asked.delete(id)
}

async function prepare(): Promise<JavaScriptProgram> {
  if (interpreter === undefined) throw new TypeError('The thread was started without QuickJS.')
  return new JavaScriptProgram(await createQuickJs(interpreter, limits.maxMemoryBytes), limits)
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}
