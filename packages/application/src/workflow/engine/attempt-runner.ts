import type { Clock } from '@weft/domain/kernel'
import type {
  ActiveNode,
  ConversationMemory,
  NodeExecutionResult,
  NodeOutcome,
  NodeProgress,
  RunInfo,
} from '@weft/domain/workflow'
import { Attempt, type NodeGenerator } from './attempt.js'
import type { Inbox } from './inbox.js'
import { requireOutcome, unforeseenFailure } from './node-outcome.js'

export type AttemptMessage =
  | { readonly type: 'progress'; readonly attempt: Attempt; readonly progress: NodeProgress }
  | { readonly type: 'settled'; readonly attempt: Attempt; readonly outcome: NodeOutcome }
  /** The wait before another attempt is over. */
  | { readonly type: 'retry'; readonly active: ActiveNode }

export type AttemptRunnerOptions = {
  readonly run: RunInfo
  readonly memory: ConversationMemory | undefined
  readonly clock: Clock
  readonly maxNodeTimeMs: number | undefined
  readonly inbox: Pick<Inbox<AttemptMessage>, 'push' | 'room'>
}

/** Makes the attempts of a run: at once where a node needs not wait, else in the background, told by messages. */
export class AttemptRunner {
  private readonly pending = new Set<Attempt>()
  private readonly retries = new Set<ReturnType<typeof setTimeout>>()
  private controller: AbortController | undefined
  private isAbandoned = false
  private reason: unknown

  constructor(private readonly options: AttemptRunnerOptions) {}

  /** Attempts that wait for something. */
  get waiting(): number {
    return this.pending.size
  }

  get run(): RunInfo {
    return this.options.run
  }

  get memory(): ConversationMemory | undefined {
    return this.options.memory
  }

  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    if (this.isAbandoned) this.controller.abort(this.reason)
    return this.controller.signal
  }

  get hasNodeTimeLimit(): boolean {
    return this.options.maxNodeTimeMs !== undefined
  }

  now(): Date {
    return this.options.clock.now()
  }

  /** The outcome of a node that needs not wait; nothing when it will come as a message. */
  make(active: ActiveNode): NodeOutcome | undefined {
    const attempt = new Attempt(active, this)
    const { bound, id } = active.node
    let result: NodeExecutionResult
    try {
      result = bound.execute(attempt)
    } catch (error) {
      return unforeseenFailure(error)
    }
    if (isGenerator(result)) this.follow(attempt, result)
    else if (isPromise(result)) this.await(attempt, result)
    else return requireOutcome(result, id)
    return undefined
  }

  /** Another attempt is due after a while, which keeps nobody from anything. */
  retryLater(active: ActiveNode, delayMs: number): void {
    const message = { type: 'retry', active } as const
    if (delayMs === 0) {
      this.options.inbox.push(message)
      return
    }
    const timer = setTimeout(() => {
      this.retries.delete(timer)
      this.options.inbox.push(message)
    }, delayMs)
    this.retries.add(timer)
  }

  /** Nobody waits for any of the attempts any more: they are told so, and not waited for. */
  abandon(reason: unknown): void {
    if (this.isAbandoned) return
    this.isAbandoned = true
    this.reason = reason
    for (const timer of this.retries) clearTimeout(timer)
    this.retries.clear()
    const abandoned = [...this.pending]
    this.pending.clear()
    for (const attempt of abandoned) attempt.end()
    if (abandoned.length > 0) this.controller?.abort(reason)
    for (const { generator } of abandoned) void generator?.return(ABANDONED).catch(ignore)
  }

  private await(attempt: Attempt, promise: Promise<NodeOutcome>): void {
    this.enter(attempt)
    promise.then(
      (outcome) => {
        this.leave(attempt, requireOutcome(outcome, attempt.nodeId))
      },
      (error: unknown) => {
        this.leave(attempt, unforeseenFailure(error))
      },
    )
  }

  private follow(attempt: Attempt, generator: NodeGenerator): void {
    attempt.generator = generator
    this.enter(attempt)
    void this.drain(attempt, generator)
  }

  private async drain(attempt: Attempt, generator: NodeGenerator): Promise<void> {
    const { inbox } = this.options
    try {
      let step = await generator.next()
      for (; step.done !== true; step = await generator.next()) {
        if (attempt.isOver) return
        inbox.push({ type: 'progress', attempt, progress: requireProgress(step.value) })
        await inbox.room()
      }
      this.leave(attempt, requireOutcome(step.value, attempt.nodeId))
    } catch (error) {
      this.leave(attempt, unforeseenFailure(error))
      void generator.return(ABANDONED).catch(ignore)
    }
  }

  private enter(attempt: Attempt): void {
    this.pending.add(attempt)
    const { maxNodeTimeMs } = this.options
    if (maxNodeTimeMs === undefined) return
    attempt.timer = setTimeout(() => {
      this.leave(attempt, timedOut(attempt.nodeId, maxNodeTimeMs), 'time is up')
      void attempt.generator?.return(ABANDONED).catch(ignore)
    }, maxNodeTimeMs)
  }

  /** Only the first end of an attempt counts. */
  private leave(attempt: Attempt, outcome: NodeOutcome, reason?: string): void {
    if (attempt.isOver) return
    attempt.end(reason)
    this.pending.delete(attempt)
    this.options.inbox.push({ type: 'settled', attempt, outcome })
  }
}

const ABANDONED: NodeOutcome = {
  type: 'failed',
  error: 'Nobody waits for the node any more.',
  errorType: 'Abandoned',
}

function timedOut(nodeId: string, timeMs: number): NodeOutcome {
  const error = `Node ${nodeId} did not finish within ${timeMs} ms.`
  return { type: 'failed', error, errorType: 'NodeTimeoutError' }
}

const PROGRESS: ReadonlySet<unknown> = new Set<NodeProgress['type']>([
  'chunk',
  'reasoning',
  'retriever-resources',
  'agent-log',
  'polling',
])

function requireProgress(progress: NodeProgress): NodeProgress {
  if (!PROGRESS.has(progress.type)) throw new TypeError(`Unknown progress: ${progress.type}`)
  return progress
}

function isGenerator(result: unknown): result is NodeGenerator {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}

function isPromise(result: unknown): result is Promise<NodeOutcome> {
  return typeof result === 'object' && result !== null && 'then' in result
}

function ignore(): void {
  // The run is over: nobody is left to be told.
}
