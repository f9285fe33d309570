import { createHash } from 'node:crypto'

import type { CodeError } from '@weft/domain/workflow'

import { limitWasmMemory } from '../../template/limit-wasm-memory.js'
import { TenantQueue, type QueueLimits } from '../tenant-queue.js'
import { GoToolchain, type GoBuild, type GoToolchainOptions } from './go-toolchain.js'

export type GoProgram =
  | { readonly type: 'program'; readonly module: WebAssembly.Module }
  | { readonly type: 'raised'; readonly error: CodeError; readonly output: string }
  | { readonly type: 'timed-out'; readonly limitMs: number }
  | { readonly type: 'refused'; readonly reason: 'busy' | 'unavailable'; readonly message: string }

type Job = {
  readonly work: () => Promise<GoProgram>
  readonly resolve: (program: GoProgram) => void
  readonly reject: (reason: unknown) => void
}

/** Compiled programs that are kept. */
const MAX_KEPT = 32

/** Compiles one program after another, tenants taking turns, and keeps what it compiled last. */
export class GoCompiler {
  private readonly toolchain: GoToolchain
  private readonly queue: TenantQueue<Job>
  private readonly kept = new Map<string, WebAssembly.Module>()
  private isBusy = false

  constructor(
    options: GoToolchainOptions,
    private readonly maxMemoryBytes: number,
    queueLimits: QueueLimits,
  ) {
    this.toolchain = new GoToolchain(options)
    this.queue = new TenantQueue(queueLimits)
  }

  /** Rejects only with the signal's reason. */
  async compile(tenant: string, code: string, signal: AbortSignal): Promise<GoProgram> {
    const key = createHash('sha256').update(code).digest('hex')
    const known = this.kept.get(key)
    if (known !== undefined) return this.keep(key, known)
    return new Promise((resolve, reject) => {
      const work = () => this.build(key, code, signal)
      const isTaken = this.queue.offer(tenant, { work, resolve, reject })
      if (isTaken) void this.next()
      else resolve(BUSY)
    })
  }

  async close(): Promise<void> {
    for (const { resolve } of this.queue.drain()) resolve(BUSY)
    await this.toolchain.close()
  }

  private async next(): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    for (let next = this.take(); next !== undefined; next = this.take()) {
      await next.work().then(next.resolve, next.reject)
    }
    this.isBusy = false
  }

  private take(): Job | undefined {
    return this.queue.take(() => 0)?.item
  }

  private async build(key: string, code: string, signal: AbortSignal): Promise<GoProgram> {
    signal.throwIfAborted()
    const problem = await this.toolchain.problem()
    if (problem !== undefined) {
      return {
        type: 'refused',
        reason: 'unavailable',
        message: `Go cannot be compiled: ${problem}`,
      }
    }
    const { maxMemoryBytes } = this
    const build = await this.toolchain.build({ code, maxMemoryBytes }, signal)
    if (build.type === 'timed-out') return build
    if (build.type === 'failed') return toRaised(build)
    if (build.type === 'too-large') return raised(tooLarge(build.limitBytes), '')
    return this.load(key, build.wasm)
  }

  /** What was compiled may need more memory at its start than it can have. */
  private async load(key: string, wasm: Uint8Array): Promise<GoProgram> {
    try {
      return this.keep(key, await WebAssembly.compile(limitWasmMemory(wasm, this.maxMemoryBytes)))
    } catch (error) {
      if (error instanceof WebAssembly.CompileError) return raised(TOO_MUCH_MEMORY, '')
      throw error
    }
  }

  private keep(key: string, module: WebAssembly.Module): GoProgram {
    this.kept.delete(key)
    this.kept.set(key, module)
    const [oldest] = this.kept.keys()
    if (this.kept.size > MAX_KEPT && oldest !== undefined) this.kept.delete(oldest)
    return { type: 'program', module }
  }
}

const BUSY: GoProgram = {
  type: 'refused',
  reason: 'busy',
  message: 'Too many programs are waiting to be compiled. Try again in a moment.',
}

/** `./code.go:3:5: syntax error: unexpected }` */
function toRaised({ output }: Extract<GoBuild, { type: 'failed' }>): GoProgram {
  const [, line, message = 'The program cannot be compiled.'] =
    /code\.go:(\d+)(?::\d+)?: (.*)/.exec(output) ?? []
  if (line === undefined && /undefined: Main\b/.test(output)) return raised(NO_MAIN, output)
  const type = message.startsWith('syntax error') ? 'SyntaxError' : 'CompileError'
  const number = line === undefined ? undefined : Number(line)
  return raised({ type, message: message.slice(0, 1_000), line: number }, output)
}

const NO_MAIN: CodeError = {
  type: 'CompileError',
  message: 'Main is not defined: package main needs func Main(inputs map[string]any) (any, error).',
  line: undefined,
}

const TOO_MUCH_MEMORY: CodeError = {
  type: 'CompileError',
  message: 'The program needs more memory for its variables than a run may have.',
  line: undefined,
}

function tooLarge(limitBytes: number): CodeError {
  const message = `The compiled program is larger than ${limitBytes} bytes.`
  return { type: 'CompileError', message, line: undefined }
}

function raised(error: CodeError, output: string): GoProgram {
  return { type: 'raised', error, output: output.slice(0, 8_000) }
}
