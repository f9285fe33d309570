import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'

import { ConsoleBuffer } from '../console-buffer.js'
import { readAnswer } from './python-answer.js'
import { limitFiles } from './python-files.js'
import { instantiatePython, type MemoryGuard } from './python-imports.js'
import type { PythonFactory, PythonModule } from './python-module.js'
import { PYTHON_RUNNER } from './python-runner.js'
import { findPythonVendor } from './python-vendor.js'
import type { WorkerMessage, WorkerReport, WorkerRequest, WorkerStart } from '../worker-protocol.js'

/*
 * One CPython in one thread, for one run: starts the interpreter up to the point where it waits for its request,
 * blocks there, answers, and blocks again until the thread is ended.
 */

const start = workerData as WorkerStart
const wake = new Int32Array(start.wake)
const vendor = findPythonVendor()
const library = readFileSync(vendor.library)
const createPython = createRequire(import.meta.url)(vendor.glue) as PythonFactory

const stdout = new ConsoleBuffer(start.limits.maxConsoleCharacters)
const stderr = new ConsoleBuffer(start.limits.maxConsoleCharacters)
let guard: MemoryGuard | undefined
let isAwake = false

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
  const python = await createPython({
    noInitialRun: true,
    thisProgram: 'python3',
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports, receive) => {
      const made = instantiatePython(start.interpreter, imports, start.limits.maxMemoryBytes)
      guard = made.guard
      receive(made.instance, start.interpreter)
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
  FS.mkdirTree('/lib')
  FS.mkdirTree('/home/web_user')
  FS.writeFile('/lib/python313.zip', library)
  FS.writeFile('/lib/runner.py', PYTHON_RUNNER)
  addAnswerDevice(FS)
  ENV['PYTHONHOME'] = '/'
  ENV['PYTHONPATH'] = '/lib/python313.zip'
  ENV['PYTHONUTF8'] = '1'
  // Without it `zoneinfo` asks for build settings that are not there.
  ENV['PYTHONTZPATH'] = ''
}

/** The interpreter reads stdin: the first time it is warm and gets its request, later there is nothing. */
function awaitRequest(files: PythonModule['FS']): void {
  if (isAwake || parentPort === null) return
  isAwake = true
  send({ type: 'ready' })
  Atomics.wait(wake, 0, 0)
  const received = receiveMessageOnPort(parentPort) as { message: WorkerRequest } | undefined
  if (received === undefined) return
  const { code, inputs } = received.message
  files.writeFile('/run/request.json', `{"code":${JSON.stringify(code)},"inputs":${inputs}}`)
}

function addAnswerDevice(files: PythonModule['FS']): void {
  const chunks: Uint8Array[] = []
  let bytes = 0
  const device = files.makedev(70, 0)
  files.registerDevice(device, {
    open: (stream) => {
      stream.seekable = false
    },
    read: () => 0,
    write: (_stream, buffer, offset, length) => {
      bytes += length
      if (bytes > start.limits.maxOutputBytes) report({ type: 'output-too-large' })
      chunks.push(new Uint8Array(buffer.buffer.slice(offset, offset + length)))
      return length
    },
    close: () => {
      report(toReport(chunks))
    },
  })
  files.mkdev('/dev/answer', 0o222, device)
}

function toReport(chunks: readonly Uint8Array[]): WorkerReport {
  const answer = readAnswer(Buffer.concat(chunks).toString('utf8'))
  const printed = { stdout: stdout.text(), stderr: stderr.text() }
  if (answer.type === 'returned') return { ...answer, ...printed }
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
