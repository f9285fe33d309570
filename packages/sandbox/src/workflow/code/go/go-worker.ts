import { parentPort, workerData } from 'node:worker_threads'

import { ConsoleBuffer } from '../console-buffer.js'
import { readAnswer } from '../python/python-answer.js'
import { yieldToOtherThreads } from '../thread-priority.js'
import type {
  HostMessage,
  WorkerMessage,
  WorkerReport,
  WorkerRequest,
  WorkerStart,
} from '../worker-protocol.js'
import { AnswerTooLarge, ProgramEnded, wasiImports } from './wasi-imports.js'

/* Compiled programs in a thread: each run is a new instance with a memory of its own. */

const { limits, yields } = workerData as WorkerStart
const PAGE_BYTES = 65_536

if (yields) yieldToOtherThreads()
parentPort?.on('message', (message: HostMessage) => {
  if (message.type !== 'request') return
  send(run(message.request))
  send({ type: 'ready' })
})
send({ type: 'ready' })

function run(request: WorkerRequest): WorkerReport {
  const { program } = request
  if (program === undefined) throw new TypeError('There is no program to run.')
  const stdout = new ConsoleBuffer(limits.maxConsoleCharacters)
  const stderr = new ConsoleBuffer(limits.maxConsoleCharacters)
  const stdin = Buffer.from(request.inputs)
  const own: { memory?: WebAssembly.Memory } = {}
  try {
    const maxAnswerBytes = limits.maxOutputBytes
    const console = { stdin, stdout, stderr, maxAnswerBytes }
    const imports = wasiImports(program, console, () => memoryOf(own.memory))
    const instance = new WebAssembly.Instance(program, imports)
    own.memory = instance.exports['memory'] as WebAssembly.Memory
    const begin = instance.exports['_start'] as () => void
    begin()
    return { type: 'crashed', message: 'The program ended without an answer.' }
  } catch (error) {
    const printed = { stdout: stdout.text(), stderr: stderr.text() }
    return toReport(error, printed, own.memory?.buffer.byteLength ?? 0)
  }
}

function toReport(
  error: unknown,
  printed: { readonly stdout: string; readonly stderr: string },
  memoryBytes: number,
): WorkerReport {
  if (error instanceof AnswerTooLarge) return { type: 'output-too-large' }
  if (error instanceof ProgramEnded && error.answer !== undefined) {
    const answer = readAnswer(Buffer.from(error.answer).toString('utf8'))
    return answer.type === 'returned'
      ? { ...answer, ...printed, memoryBytes }
      : { ...answer, ...printed }
  }
  const isFull = memoryBytes >= 0.5 * Math.floor(limits.maxMemoryBytes / PAGE_BYTES) * PAGE_BYTES
  if (isFull && printed.stderr.includes('out of memory')) return { type: 'out-of-memory' }
  return { type: 'crashed', message: messageOf(error, printed.stderr) }
}

/** A fatal error of the program's own runtime says what it is in the first line it prints. */
function messageOf(error: unknown, stderr: string): string {
  const fatal = /^(?:fatal error|runtime): .*$/m.exec(stderr)?.[0]
  if (fatal !== undefined) return fatal.slice(0, 200)
  if (error instanceof ProgramEnded) return `The program ended with status ${error.exitCode}.`
  return error instanceof TypeError ? error.message : 'The program broke down.'
}

function memoryOf(memory: WebAssembly.Memory | undefined): WebAssembly.Memory {
  if (memory === undefined) throw new TypeError('The program has no memory.')
  return memory
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}
