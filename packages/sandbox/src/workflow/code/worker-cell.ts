import { Worker, type ResourceLimits } from 'node:worker_threads'

import type { NetworkAnswer } from './network/network-protocol.js'
import { NETWORK_DENIED } from './network/network-denied.js'
import type {
  HostMessage,
  WorkerMessage,
  WorkerReport,
  WorkerRequest,
  WorkerStart,
} from './worker-protocol.js'
import type { SandboxLimits } from './sandbox-limits.js'

/** How the worker of a language is started. */
export type CellKind = {
  readonly entry: URL
  /** True when a worker serves one run and is thrown away; false when it takes a new interpreter by itself. */
  readonly singleUse: boolean
  readonly resourceLimits: ResourceLimits
  /** The compiled interpreter, shared by all cells; none where each program is its own. */
  readonly interpreter: () => Promise<WebAssembly.Module | undefined>
}

/** A request with what the host does for it while it runs. */
export type CellJob = {
  readonly request: WorkerRequest
  readonly signal: AbortSignal
  /** Answers what the program asks of the network. Never rejects. */
  readonly fetch: (request: unknown) => Promise<NetworkAnswer>
}

export type CellReport = WorkerReport | { readonly type: 'timed-out' }

export type CellOutcome = {
  readonly report: CellReport
  /** From the moment the cell had the request. */
  readonly elapsedMs: number
}

export type CellListener = {
  /** The cell can take a run. */
  readonly onReady: (cell: WorkerCell) => void
  /** The cell will never run again. `cause` is there when it could not even start. */
  readonly onGone: (cell: WorkerCell, cause: Error | undefined) => void
}

type CurrentRun = {
  readonly job: CellJob
  readonly resolve: (report: CellReport) => void
  readonly reject: (reason: unknown) => void
}

/** One worker thread with an interpreter in it: starts it, gives it one run at a time, ends it by force. */
export class WorkerCell {
  private state: 'starting' | 'ready' | 'running' | 'gone' = 'starting'
  private worker: Worker | undefined
  private current: CurrentRun | undefined
  private ended: Promise<unknown> = Promise.resolve()
  private isKept = false
  private readonly wake = new SharedArrayBuffer(4)

  constructor(
    private readonly kind: CellKind,
    private readonly limits: SandboxLimits,
    private readonly listener: CellListener,
    /** Whether its thread lets all others go first. */
    readonly yields: boolean,
  ) {
    kind.interpreter().then(
      (interpreter) => {
        this.start(interpreter)
      },
      (error: unknown) => {
        this.leave(asError(error))
      },
    )
  }

  get isReady(): boolean {
    return this.state === 'ready'
  }

  get isStarting(): boolean {
    return this.state === 'starting'
  }

  /** Whether the process must stay alive for this cell. */
  keepAlive(isKept: boolean): void {
    this.isKept = isKept
    if (isKept) this.worker?.ref()
    else this.worker?.unref()
  }

  /**
   * Runs one request on a ready cell. Time starts now; when it is over, or `signal` is aborted, the thread is ended,
   * whatever it is doing. Rejects only with the signal's reason.
   */
  async run(job: CellJob): Promise<CellOutcome> {
    const { signal } = job
    if (this.state !== 'ready') throw new TypeError('A cell takes a run only when it is ready.')
    this.state = 'running'
    const outcome = new Promise<CellReport>((resolve, reject) => {
      this.current = { job, resolve, reject }
    })
    const timer = setTimeout(() => {
      this.end({ type: 'timed-out' })
    }, this.limits.timeoutMs)
    const onAbort = () => {
      this.current?.reject(signal.reason)
      this.leave(undefined)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    const startedAt = performance.now()
    this.post({ type: 'request', request: job.request })
    try {
      const report = await outcome
      return { report, elapsedMs: performance.now() - startedAt }
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Ends the thread; a run in progress is answered as crashed. Resolves when the thread is gone. */
  async stop(): Promise<void> {
    this.end({ type: 'crashed', message: 'The sandbox was closed.' })
    await this.ended
  }

  private start(interpreter: WebAssembly.Module | undefined): void {
    if (this.state === 'gone') return
    const { limits, wake, yields } = this
    const workerData: WorkerStart = { limits, interpreter, wake, yields }
    const worker = new Worker(this.kind.entry, {
      workerData,
      // Nothing of the host reaches the thread: no variable, no argument, no flag, no console.
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: this.kind.resourceLimits,
    })
    this.worker = worker
    worker.on('message', (message: WorkerMessage) => {
      this.receive(message)
    })
    worker.on('error', (error) => {
      this.fail(error)
    })
    worker.on('exit', () => {
      this.fail(new Error('The thread of the interpreter ended.'))
    })
    this.keepAlive(this.isKept)
  }

  private post(message: HostMessage): void {
    this.worker?.postMessage(message)
    const wake = new Int32Array(this.wake)
    Atomics.store(wake, 0, 1)
    Atomics.notify(wake, 0)
  }

  private receive(message: WorkerMessage): void {
    if (this.state === 'gone') return
    if (message.type === 'ready') {
      this.state = 'ready'
      this.listener.onReady(this)
      return
    }
    if (message.type === 'fetch') {
      void this.fetch(message.id, message.request)
      return
    }
    this.current?.resolve(message)
    this.current = undefined
    if (this.kind.singleUse || message.type === 'crashed') this.leave(undefined)
    else this.state = 'starting'
  }

  private async fetch(id: number, request: unknown): Promise<void> {
    const run = this.current
    const isAsked = run?.job.request.asksHost === true
    const answer = isAsked ? await run.job.fetch(request) : NETWORK_DENIED
    // The run that asked may be over.
    if (run !== undefined && this.current === run) this.post({ type: 'fetched', id, answer })
  }

  private fail(error: Error): void {
    if (this.state === 'gone') return
    this.current?.resolve(
      isOutOfMemory(error)
        ? { type: 'out-of-memory' }
        : { type: 'crashed', message: 'The interpreter ended without an answer.' },
    )
    this.leave(this.state === 'starting' ? error : undefined)
  }

  private end(report: CellReport): void {
    this.current?.resolve(report)
    this.leave(undefined)
  }

  private leave(cause: Error | undefined): void {
    if (this.state === 'gone') return
    this.state = 'gone'
    this.current = undefined
    if (this.worker !== undefined) this.ended = this.worker.terminate()
    this.listener.onGone(this, cause)
  }
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
