import { parentPort, workerData } from 'node:worker_threads'

import { createQuickJs } from './quickjs-instance.js'
import { JavaScriptProgram } from './run-javascript.js'
import type { WorkerMessage, WorkerReport, WorkerRequest, WorkerStart } from '../worker-protocol.js'

/*
 * QuickJS in a thread. The thread serves many runs, an interpreter only one: while one answer is on its way the next
 * instance is made.
 */

const { interpreter, limits } = workerData as WorkerStart

let program = await prepare()
parentPort?.on('message', (request: WorkerRequest) => {
  void serve(request)
})
send({ type: 'ready' })

async function serve(request: WorkerRequest): Promise<void> {
  const report = runToItsEnd(request)
  send(report)
  if (report.type === 'crashed') return
  program = await prepare()
  send({ type: 'ready' })
}

function runToItsEnd(request: WorkerRequest): WorkerReport {
  try {
    return program.run(request)
  } catch (error) {
    if (program.isOutOfMemory()) return { type: 'out-of-memory' }
    const isStack = error instanceof RangeError
    return {
      type: 'crashed',
      message: isStack ? 'The interpreter ran out of stack.' : 'The interpreter broke down.',
    }
  }
}

async function prepare(): Promise<JavaScriptProgram> {
  return new JavaScriptProgram(await createQuickJs(interpreter, limits.maxMemoryBytes), limits)
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}
