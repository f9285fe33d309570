import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'

import type { CodeViolation } from '@weft/domain/workflow'

import { isBlocked, readViolations } from '../analysis/code-findings.js'
import { ConsoleBuffer } from '../console-buffer.js'
import { isDenial, NETWORK_DENIED } from '../network/network-denied.js'
import type { NetworkAnswer } from '../network/network-protocol.js'
import { parseOutput } from '../program-output.js'
import { readAnswer } from './python-answer.js'
import { addExchangeDevice, addWriteDevice } from './python-devices.js'
import { limitFiles } from './python-files.js'
import { instantiatePython, type MemoryGuard } from './python-imports.js'
import type { PythonFactory, PythonModule } from './python-module.js'
import { readNetworkMessage, writeNetworkMessage } from './python-network.js'
import { readProgramFiles } from './python-program.js'
import { findPythonVendor } from './python-vendor.js'
import { yieldToOtherThreads } from '../thread-priority.js'
import type {
  HostMessage,
  WorkerMessage,
  WorkerReport,
  WorkerRequest,
  WorkerStart,
} from '../worker-protocol.js'

/*
 * One CPython in one thread, for one run: starts the interpreter up to the point where it waits for its request,
 * blocks there, answers, and blocks again until the thread is ended.
 */

const MAX_ANALYSIS_BYTES = 1024 * 1024
/** Larger bodies are refused by the host as well, with a better word for it. */
const MAX_NETWORK_BYTES = 16 * 1024 * 1024

const start = workerData as WorkerStart
const wake = new Int32Array(start.wake)
const vendor = findPythonVendor()
const library = readFileSync(vendor.library)
const program = readProgramFiles()
const createPython = createRequire(import.meta.url)(vendor.glue) as PythonFactory

const stdout = new ConsoleBuffer(start.limits.maxConsoleCharacters)
const stderr = new ConsoleBuffer(start.limits.maxConsoleCharacters)
let guard: MemoryGuard | undefined
let request: WorkerRequest | undefined
let violations: readonly CodeViolation[] | undefined
let fetches = 0
/** Why the host denies the network: it says so once, and that holds for the run. */
let denied: NetworkAnswer | undefined

if (start.yields) yieldToOtherThreads()
removeHostGlobals()
await runInterpreter()

/**
 * With these gone, the glue takes the thread for a bare engine: it loads no Node module, reads no argument and finds
 * no socket. The imports are restricted as well; this is the second wall.
 */
function removeHostGlobals(): void {
  const names = ['process', 'navigator', 'fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource']
  for (const name of names) Reflect.deleteProperty(globalThis, name)
}

async function runInterpreter(): Promise<void> {
  const { interpreter } = start
  if (interpreter === undefined) throw new TypeError('The thread was started without Python.')
  const python = await createPython({
    noInitialRun: true,
    thisProgram: 'python3',
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports, receive) => {
      const made = instantiatePython(interpreter, imports, start.limits.maxMemoryBytes)
      guard = made.guard
      receive(made.instance, interpreter)
    },
    preRun: [prepareFiles],
  })
  if (guard !== undefined) limitFiles(python.FS, guard)
  report(runToItsEnd(python))
}

/** A program that comes to an end here left the interpreter without an answer, or broke it. */
function runToItsEnd(python: PythonModule): WorkerReport {
  try {
    python.callMain(['-B', '-S', '-s', '-P', '/lib/runner.py'])
    return { type: 'crashed', message: 'The interpreter ended before main returned.' }
  } catch (error) {
    if (guard?.wasRefused() === true) return { type: 'out-of-memory' }
    if (error instanceof RangeError) {
      return { type: 'crashed', message: 'The interpreter ran out of stack.' }
    }
    return { type: 'crashed', message: 'The interpreter broke down.' }
  }
}

function prepareFiles({ FS, ENV }: PythonModule): void {
  FS.init(
    () => {
      awaitRequest(FS)
      return null
    },
    (byte) => {
      stdout.push(byte)
    },
    (byte) => {
      stderr.push(byte)
    },
  )
  // The default terminals collect without bound what nobody reads.
  FS.unlink('/dev/tty')
  FS.unlink('/dev/tty1')
  FS.mkdirTree('/run')
  FS.mkdirTree('/lib/packages/requests')
  FS.mkdirTree('/lib/packages/httpx')
  FS.mkdirTree('/home/web_user')
  FS.writeFile('/lib/python313.zip', library)
  for (const { path, text } of program) FS.writeFile(path, text)
  addDevices(FS)
  ENV['PYTHONHOME'] = '/'
  ENV['PYTHONPATH'] = '/lib/python313.zip:/lib/packages'
  ENV['PYTHONUTF8'] = '1'
  // Without it `zoneinfo` asks for build settings that are not there.
  ENV['PYTHONTZPATH'] = ''
}

/** The interpreter reads stdin: the first time it is warm and gets its request, later there is nothing. */
function awaitRequest(files: PythonModule['FS']): void {
  if (request !== undefined) return
  send({ type: 'ready' })
  const message = awaitMessage()
  if (message?.type !== 'request') return
  request = message.request
  const { code, inputs, policy } = request
  const known = JSON.stringify({ code, policy: policy ?? null })
  files.writeFile('/run/request.json', `${known.slice(0, -1)},"inputs":${inputs}}`)
}

/** Blocks the thread until the host says something. */
function awaitMessage(): HostMessage | undefined {
  if (parentPort === null) return undefined
  Atomics.wait(wake, 0, 0)
  Atomics.store(wake, 0, 0)
  const received = receiveMessageOnPort(parentPort) as { message: HostMessage } | undefined
  return received?.message
}

function addDevices(files: PythonModule['FS']): void {
  addWriteDevice(files, '/dev/answer', {
    minor: 0,
    maxBytes: start.limits.maxOutputBytes,
    onTooLarge: () => report({ type: 'output-too-large' }),
    onClose: (text) => report(toReport(text)),
  })
  addWriteDevice(files, '/dev/analysis', {
    minor: 1,
    maxBytes: MAX_ANALYSIS_BYTES,
    onTooLarge: () => undefined,
    onClose: sealAnalysis,
  })
  addExchangeDevice(files, '/dev/network', {
    minor: 2,
    maxBytes: MAX_NETWORK_BYTES,
    exchange: (message) => writeNetworkMessage(fetchForProgram(readNetworkMessage(message))),
  })
}

/** The first word counts: it is written before anything of the program runs. */
function sealAnalysis(text: string): void {
  if (request?.policy === undefined || violations !== undefined) return
  const parsed = parseOutput(text)
  violations = readViolations(parsed.type === 'value' ? parsed.value : undefined)
  if (request.task === 'analyse') report({ type: 'analysed', violations })
  if (isBlocked(violations, request.policy)) report({ type: 'blocked', violations })
}

/** Blocks until the host has the answer. */
function fetchForProgram(message: unknown): NetworkAnswer {
  if (request?.asksHost !== true) return NETWORK_DENIED
  if (denied !== undefined) return denied
  fetches += 1
  send({ type: 'fetch', id: fetches, request: message })
  for (;;) {
    const answer = awaitMessage()
    if (answer?.type !== 'fetched' || answer.id !== fetches) continue
    if (isDenial(answer.answer)) denied = answer.answer
    return answer.answer
  }
}

function toReport(text: string): WorkerReport {
  const answer = readAnswer(text)
  const found = violations === undefined ? {} : { violations }
  const printed = { stdout: stdout.text(), stderr: stderr.text(), ...found }
  if (answer.type === 'returned') {
    return { ...answer, ...printed, memoryBytes: guard?.usedBytes() ?? 0 }
  }
  const isMemory = answer.error.type === 'MemoryError' && guard?.wasRefused() === true
  return isMemory ? { type: 'out-of-memory' } : { ...answer, ...printed }
}

/** Answers, and goes no further: nothing of the program runs after its answer. */
function report(message: WorkerReport): never {
  send(message)
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}
