import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import process, { kill } from 'node:process'
import { fileURLToPath } from 'node:url'

/** Where the operator keeps the Go toolchain. Compiling starts processes, so this is off unless named. */
export type GoToolchainOptions = {
  /** Absolute path of the `go` command, version 1.21 or later. */
  readonly command: string
  /** Folder the compiler keeps its cache in; default: a temporary one, which makes the first program slow. */
  readonly cacheFolder?: string
  /** Longest compilation; default 60 s. */
  readonly compileTimeoutMs?: number
}

export type GoBuild =
  | { readonly type: 'built'; readonly wasm: Uint8Array }
  | { readonly type: 'failed'; readonly output: string }
  | { readonly type: 'too-large'; readonly limitBytes: number }
  | { readonly type: 'timed-out'; readonly limitMs: number }

const MAX_OUTPUT = 64 * 1024
/** A program that does nothing has 3 MiB. Beyond this, somebody put data into it to fill disk and memory. */
const MAX_PROGRAM_BYTES = 64 * 1024 * 1024
/** For every process of a compilation: files it writes, and memory it asks for. */
const MAX_FILE_BYTES = 256 * 1024 * 1024
const MAX_PROCESS_BYTES = 4 * 1024 * 1024 * 1024
const HARNESS = fileURLToPath(new URL('../../../../go/weft_harness.go.txt', import.meta.url))
const MODULE = 'module program\n\ngo 1.21\n'

/** Turns Go into WebAssembly with the toolchain of the machine. */
export class GoToolchain {
  private readonly timeoutMs: number
  private version: Promise<string | undefined> | undefined
  private cache: Promise<string> | undefined

  /** @throws RangeError when the command is not an absolute path. */
  constructor(private readonly options: GoToolchainOptions) {
    if (!isAbsolute(options.command)) {
      throw new RangeError('The go command must be given by its absolute path.')
    }
    this.timeoutMs = options.compileTimeoutMs ?? 60_000
  }

  /** Why nothing can be compiled; undefined when it can. Asked once. */
  async problem(): Promise<string | undefined> {
    this.version ??= this.findVersion()
    const version = await this.version
    const { command } = this.options
    if (version === undefined) return `${command} cannot be run.`
    const [major = 0, minor = 0] = version.split('.').map(Number)
    if (major > 1 || minor >= 21) return undefined
    return `${command} is Go ${version}; Go 1.21 or later is needed.`
  }

  /** Rejects with the signal's reason. */
  async build(
    { code, maxMemoryBytes }: { readonly code: string; readonly maxMemoryBytes: number },
    signal: AbortSignal,
  ): Promise<GoBuild> {
    const folder = await mkdtemp(join(tmpdir(), 'weft-go-'))
    try {
      await writeFile(join(folder, 'go.mod'), MODULE)
      await writeFile(join(folder, 'code.go'), withPackage(code))
      await writeFile(join(folder, 'weft_harness.go'), await readHarness(maxMemoryBytes))
      const wasm = join(folder, 'program.wasm')
      const build = ['build', '-trimpath', '-ldflags=-s -w', '-o', wasm, '.']
      const ended = await this.go(build, folder, signal)
      if (ended.isTimedOut) return { type: 'timed-out', limitMs: this.timeoutMs }
      if (ended.status !== 0) return { type: 'failed', output: ended.output }
      const { size } = await stat(wasm)
      if (size > MAX_PROGRAM_BYTES) return { type: 'too-large', limitBytes: MAX_PROGRAM_BYTES }
      return { type: 'built', wasm: await readFile(wasm) }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** Removes the temporary cache. */
  async close(): Promise<void> {
    const { cache } = this
    this.cache = undefined
    if (cache === undefined || this.options.cacheFolder !== undefined) return
    await rm(await cache, { recursive: true, force: true })
  }

  private async findVersion(): Promise<string | undefined> {
    const never = new AbortController().signal
    const { status, output } = await this.go(['env', 'GOVERSION'], tmpdir(), never)
    return status === 0 ? /go(\d+\.\d+)/.exec(output)?.[1] : undefined
  }

  private async go(args: readonly string[], folder: string, signal: AbortSignal): Promise<Ended> {
    const environment = await this.environment()
    signal.throwIfAborted()
    const { command } = this.options
    return runProcess({ command, args, folder, environment, timeoutMs: this.timeoutMs, signal })
  }

  /** No network, no other toolchain, no C compiler, nothing of the server's own environment. */
  private async environment(): Promise<Readonly<Record<string, string>>> {
    this.cache ??= this.openCache()
    const cache = await this.cache
    return {
      HOME: cache,
      GOCACHE: join(cache, 'build'),
      GOPATH: join(cache, 'path'),
      GOOS: 'wasip1',
      GOARCH: 'wasm',
      GOENV: 'off',
      GOFLAGS: '-mod=mod -buildvcs=false',
      GOPROXY: 'off',
      GOSUMDB: 'off',
      GOTOOLCHAIN: 'local',
      GOWORK: 'off',
      CGO_ENABLED: '0',
      GOMEMLIMIT: '1GiB',
    }
  }

  private async openCache(): Promise<string> {
    const { cacheFolder } = this.options
    if (cacheFolder === undefined) return mkdtemp(join(tmpdir(), 'weft-go-cache-'))
    await mkdir(cacheFolder, { recursive: true, mode: 0o700 })
    return cacheFolder
  }
}

async function readHarness(maxMemoryBytes: number): Promise<string> {
  const target = Math.floor(0.75 * maxMemoryBytes)
  const text = await readFile(HARNESS, 'utf8')
  return text.replace('weftMemoryTarget = 0', `weftMemoryTarget = ${target}`)
}

/** Line 1 stays line 1. */
function withPackage(code: string): string {
  return /^\s*package\s/m.test(code) ? code : `package main; ${code}`
}

type Ended = {
  readonly status: number | null
  readonly output: string
  readonly isTimedOut: boolean
}

type ProcessToRun = {
  readonly command: string
  readonly args: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

function runProcess(run: ProcessToRun): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that the compiler's own children end with it.
    const { command, args } = withinLimits(run)
    const child = spawn(command, args, {
      cwd: run.folder,
      env: { ...run.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let isTimedOut = false
    const collect = (data: Buffer) => {
      if (output.length < MAX_OUTPUT) output += data.toString('utf8')
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const timer = setTimeout(() => {
      isTimedOut = true
      killGroup(child.pid)
    }, run.timeoutMs)
    const onAbort = () => {
      killGroup(child.pid)
    }
    run.signal.addEventListener('abort', onAbort, { once: true })
    const leave = () => {
      clearTimeout(timer)
      run.signal.removeEventListener('abort', onAbort)
    }
    child.on('error', (error) => {
      leave()
      resolve({ status: null, output: error.message, isTimedOut })
    })
    child.on('close', (status) => {
      leave()
      if (run.signal.aborted) reject(run.signal.reason as Error)
      else resolve({ status, output, isTimedOut })
    })
  })
}

/** Where there is a shell that can do it, the processes get limits of the system: what they compile may be a bomb. */
function withinLimits({ command, args }: ProcessToRun): Pick<ProcessToRun, 'command' | 'args'> {
  if (process.platform === 'win32') return { command, args }
  const limits = [String(MAX_FILE_BYTES / 512), String(MAX_PROCESS_BYTES / 1024)]
  return { command: '/bin/sh', args: ['-c', LIMIT, 'sh', ...limits, command, ...args] }
}

const LIMIT = 'ulimit -c 0; ulimit -f "$1"; ulimit -v "$2"; shift 2; exec "$@"'

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
