import { randomFillSync } from 'node:crypto'

import type { ConsoleBuffer } from '../console-buffer.js'

/** Error numbers of WASI. */
const SUCCESS = 0
const BAD_DESCRIPTOR = 8
const NOT_SUPPORTED = 52
const STDIN = 0
const STDOUT = 1
const STDERR = 2
const SUBSCRIPTION_BYTES = 48
const EVENT_BYTES = 32
const CLOCK = 0
const ABSOLUTE = 1
const CHARACTER_DEVICE = 2

/** Thrown through the program to end it. */
export class ProgramEnded extends Error {
  constructor(
    readonly answer: Uint8Array | undefined,
    readonly exitCode: number,
  ) {
    super('The program has ended.')
  }
}

/** Thrown through the program when its answer is larger than the limit. */
export class AnswerTooLarge extends Error {}

export type WasiConsole = {
  readonly maxAnswerBytes: number
  readonly stdin: Uint8Array
  readonly stdout: ConsoleBuffer
  readonly stderr: ConsoleBuffer
}

type WasiFunction = (...all: never[]) => number

/**
 * What a program may ask of the host: its input and outputs, clocks, random numbers, and its end. There is no folder, no
 * variable and no argument; everything else, sockets among it, is "not supported". A program that wants anything outside
 * of WASI is not started.
 *
 * @throws TypeError when the program has an import nobody gives.
 */
export function wasiImports(
  module: WebAssembly.Module,
  console: WasiConsole,
  memory: () => WebAssembly.Memory,
): WebAssembly.Imports {
  const given = new WasiHost(console, memory).functions()
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {}
  for (const { module: space, name, kind } of WebAssembly.Module.imports(module)) {
    const isKnown = space === 'wasi_snapshot_preview1' || (space === 'weft' && name === 'answer')
    if (!isKnown || kind !== 'function') {
      throw new TypeError(`The program imports ${space}.${name}, which is not there.`)
    }
    const functions = (imports[space] ??= {})
    functions[name] = given[name] ?? (() => NOT_SUPPORTED)
  }
  return imports
}

class WasiHost {
  private position = 0
  private readonly answer: Uint8Array[] = []
  private answerBytes = 0
  private readonly sleeper = new Int32Array(new SharedArrayBuffer(4))

  constructor(
    private readonly console: WasiConsole,
    private readonly memory: () => WebAssembly.Memory,
  ) {}

  functions(): Readonly<Record<string, WasiFunction>> {
    return {
      answer: (pointer: number, length: number, isLast: number) => {
        this.collect(pointer, length)
        if (isLast !== 0) throw new ProgramEnded(Buffer.concat(this.answer), 0)
        return SUCCESS
      },
      proc_exit: (code: number) => {
        throw new ProgramEnded(undefined, code)
      },
      args_get: () => SUCCESS,
      args_sizes_get: (count: number, size: number) => this.twoZeros(count, size),
      environ_get: () => SUCCESS,
      environ_sizes_get: (count: number, size: number) => this.twoZeros(count, size),
      clock_res_get: (_clock: number, result: number) => this.writeBig(result, 1_000n),
      clock_time_get: (clock: number, _precision: bigint, result: number) =>
        this.writeBig(result, nanoseconds(clock)),
      random_get: (pointer: number, length: number) => {
        randomFillSync(this.bytes(pointer, length))
        return SUCCESS
      },
      sched_yield: () => SUCCESS,
      fd_close: () => SUCCESS,
      fd_fdstat_get: (descriptor: number, result: number) => this.describe(descriptor, result),
      fd_fdstat_set_flags: (descriptor: number) => known(descriptor),
      fd_prestat_get: () => BAD_DESCRIPTOR,
      fd_prestat_dir_name: () => BAD_DESCRIPTOR,
      fd_read: (descriptor: number, vectors: number, count: number, result: number) =>
        this.read(descriptor, vectors, count, result),
      fd_write: (descriptor: number, vectors: number, count: number, result: number) =>
        this.write(descriptor, vectors, count, result),
      poll_oneoff: (subscriptions: number, events: number, count: number, result: number) =>
        this.poll(subscriptions, events, count, result),
    }
  }

  /** What is too long is not kept; that it is too long is. */
  private collect(pointer: number, length: number): void {
    this.answerBytes += length >>> 0
    if (this.answerBytes > this.console.maxAnswerBytes) throw new AnswerTooLarge()
    if (length !== 0) this.answer.push(this.bytes(pointer, length).slice())
  }

  private read(descriptor: number, vectors: number, count: number, result: number): number {
    if (descriptor !== STDIN) return BAD_DESCRIPTOR
    let total = 0
    for (const target of this.vectors(vectors, count)) {
      const part = this.console.stdin.subarray(this.position, this.position + target.length)
      target.set(part)
      this.position += part.length
      total += part.length
    }
    return this.writeSize(result, total)
  }

  private write(descriptor: number, vectors: number, count: number, result: number): number {
    if (descriptor !== STDOUT && descriptor !== STDERR) return BAD_DESCRIPTOR
    const stream = descriptor === STDOUT ? this.console.stdout : this.console.stderr
    let total = 0
    for (const part of this.vectors(vectors, count)) {
      for (const byte of part) stream.push(byte)
      total += part.length
    }
    return this.writeSize(result, total)
  }

  /** Waits for the earliest clock; what is asked of a descriptor is there at once. */
  private poll(subscriptions: number, events: number, count: number, result: number): number {
    const asked = this.subscriptions(subscriptions, count)
    const isReady = asked.some(({ type }) => type !== CLOCK)
    const waitMs = Math.min(...asked.map((one) => one.waitMs))
    if (!isReady && waitMs > 0) Atomics.wait(this.sleeper, 0, 0, waitMs)
    const due = asked.filter(({ type, waitMs: ownMs }) =>
      isReady ? type !== CLOCK : ownMs <= waitMs,
    )
    const view = this.view()
    due.forEach(({ userdata, type }, index) => {
      const event = events + index * EVENT_BYTES
      this.bytes(event, EVENT_BYTES).fill(0)
      view.setBigUint64(event, userdata, true)
      view.setUint8(event + 10, type)
    })
    return this.writeSize(result, due.length)
  }

  private subscriptions(pointer: number, count: number) {
    const view = this.view()
    return Array.from({ length: Math.min(count, 1_000) }, (_, index) => {
      const at = pointer + index * SUBSCRIPTION_BYTES
      const type = view.getUint8(at + 8)
      const timeout = view.getBigUint64(at + 24, true)
      const isAbsolute = (view.getUint16(at + 40, true) & ABSOLUTE) !== 0
      const wait = isAbsolute ? timeout - nanoseconds(view.getUint32(at + 16, true)) : timeout
      const waitMs = type === CLOCK ? Math.max(Number(wait) / 1e6, 0) : 0
      return { userdata: view.getBigUint64(at, true), type, waitMs }
    })
  }

  private describe(descriptor: number, result: number): number {
    if (known(descriptor) !== SUCCESS) return BAD_DESCRIPTOR
    this.bytes(result, 24).fill(0)
    this.view().setUint8(result, CHARACTER_DEVICE)
    this.view().setBigUint64(result + 8, 0xffff_ffffn, true)
    return SUCCESS
  }

  private vectors(pointer: number, count: number): readonly Uint8Array[] {
    const view = this.view()
    return Array.from({ length: Math.min(count, 1_024) }, (_, index) => {
      const at = pointer + index * 8
      return this.bytes(view.getUint32(at, true), view.getUint32(at + 4, true))
    })
  }

  private twoZeros(first: number, second: number): number {
    this.writeSize(first, 0)
    return this.writeSize(second, 0)
  }

  private writeSize(pointer: number, value: number): number {
    this.view().setUint32(pointer, value, true)
    return SUCCESS
  }

  private writeBig(pointer: number, value: bigint): number {
    this.view().setBigUint64(pointer, value, true)
    return SUCCESS
  }

  private bytes(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.memory().buffer, pointer >>> 0, length >>> 0)
  }

  private view(): DataView {
    return new DataView(this.memory().buffer)
  }
}

function known(descriptor: number): number {
  return descriptor >= STDIN && descriptor <= STDERR ? SUCCESS : BAD_DESCRIPTOR
}

/** Clock 0 is the time of day, the others only go forward. */
function nanoseconds(clock: number): bigint {
  const milliseconds = clock === 0 ? performance.timeOrigin + performance.now() : performance.now()
  return BigInt(Math.round(milliseconds * 1e6))
}
