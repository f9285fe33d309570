import type { Clock, IdGenerator } from '@weft/domain/kernel'
import {
  AnswerStream,
  decideRun,
  evolveRun,
  exceededLimit,
  initialRunState,
  isRunComplete,
  isRunDrained,
  nextReadyNode,
  nextSettledContainer,
  type ActiveNode,
  type CompiledGraph,
  type NodeOutcome,
  type ReadyNode,
  type RunCommand,
  type RunEvent,
  type RunState,
} from '@weft/domain/workflow'
import { AttemptRunner, type AttemptMessage } from './attempt-runner.js'
import { Inbox } from './inbox.js'
import { initialVariables, recordedInputs } from './initial-variables.js'
import type { RunArgs, RunOptions } from './run-args.js'
import { AnswerRejected } from './answer-rejected.js'

/** The event loop belongs to everybody: after so long the run lets others have it. */
const MAX_TURN_MS = 10
const STEPS_BETWEEN_CHECKS = 64

type Message = AttemptMessage | { readonly type: 'stop' | 'pause' | 'time-up' }

/** One run under way: carries out what the core decides, and tells the core what came of it. */
export class RunExecution {
  private state: RunState
  private batch: RunEvent[] = []
  private readonly answers: AnswerStream
  private readonly inbox = new Inbox<Message>()
  private readonly attempts: AttemptRunner
  /** Attempts to be made as soon as there is a free place. */
  private readonly line: ActiveNode[] = []
  /** Nodes of a resumed run that still wait for people: they ask again when nothing else can go on. */
  private readonly unanswered: ActiveNode[] = []
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly ports: { readonly clock: Clock; readonly ids: IdGenerator },
    graph: CompiledGraph,
    private readonly args: RunArgs,
    private readonly options: RunOptions,
  ) {
    const { runId, tenantId, user, memory, limits } = args
    this.state = initialRunState(graph, {
      variables: initialVariables(graph, args),
      ...(limits && { limits }),
    })
    this.answers = new AnswerStream(graph)
    this.attempts = new AttemptRunner({
      run: { runId, tenantId, user },
      memory,
      clock: ports.clock,
      maxNodeTimeMs: this.state.limits.maxNodeTimeMs,
      inbox: this.inbox,
    })
  }

  async *batches(): AsyncGenerator<readonly RunEvent[], void, undefined> {
    const { signal, pause } = this.options
    signal.addEventListener('abort', this.stop, { once: true })
    pause?.addEventListener('abort', this.pause, { once: true })
    try {
      this.begin()
      // Whoever keeps the run can see to it that nobody else resumes it too, before anything runs.
      if (this.isResumed && this.batch.length > 0) yield this.takeBatch()
      while (this.isRunning()) {
        const isInterrupted = this.work()
        if (this.batch.length > 0) yield this.takeBatch()
        if (isInterrupted) await nextTurn()
        else if (this.isRunning()) await this.nextMessage()
      }
    } finally {
      signal.removeEventListener('abort', this.stop)
      pause?.removeEventListener('abort', this.pause)
      clearTimeout(this.timer)
      this.attempts.abandon(signal.aborted ? signal.reason : undefined)
    }
  }

  private readonly stop = (): void => {
    this.attempts.abandon(this.options.signal.reason)
    this.inbox.pushUrgent({ type: 'stop' })
  }

  private readonly pause = (): void => {
    this.inbox.push({ type: 'pause' })
  }

  private get isResumed(): boolean {
    return this.options.history !== undefined
  }

  private isRunning(): boolean {
    return this.state.status === 'running'
  }

  private begin(): void {
    const { history = [], signal, pause } = this.options
    if (history.length > 0) this.resume(history)
    else this.apply({ type: 'StartRun', ...this.start() })
    if (signal.aborted) this.inbox.pushUrgent({ type: 'stop' })
    if (pause?.aborted === true) this.pause()
  }

  private resume(history: readonly RunEvent[]): void {
    for (const event of history) {
      this.state = evolveRun(this.state, event)
      this.answers.replay(event, this.state)
    }
    const { signal, resolutions = [] } = this.options
    if (this.state.status === 'ended') return
    if (this.state.status === 'paused' && signal.aborted) {
      this.stopOnRequest()
      return
    }
    const texts = this.answers.resume()
    this.apply({ type: 'ResumeRun', ...this.start(), resolutions })
    for (const text of texts) this.record(text)
    for (const active of this.state.active.values()) {
      if (this.state.containers.has(active.execution.id)) continue
      const isUnanswered = active.pause?.reason.type === 'form' && !active.pause.answer
      const line = isUnanswered ? this.unanswered : this.line
      line.push(active)
    }
  }

  private start() {
    return { runId: this.args.runId, inputs: recordedInputs(this.args), at: this.now() }
  }

  /** Does everything that can be done without waiting. True when it gave way before that. */
  private work(): boolean {
    const began = this.now().getTime()
    for (let steps = 1; this.isRunning() && this.step(); steps++) {
      const isDue = steps % STEPS_BETWEEN_CHECKS === 0
      if (isDue && this.now().getTime() - began > MAX_TURN_MS) return this.isRunning()
    }
    return false
  }

  private step(): boolean {
    const message = this.inbox.take()
    if (message) return this.receive(message)
    const container = nextSettledContainer(this.state)
    if (container) return this.advanceContainer(container.execution.id)
    const hasPlace = this.attempts.waiting < this.state.limits.maxConcurrency
    if (hasPlace && this.line.length > 0) return this.attempt(this.line.shift())
    const ready = nextReadyNode(this.state, !hasPlace)
    if (ready) return this.startNode(ready)
    return this.attempts.waiting === 0 && this.end()
  }

  /** Nothing runs and nothing can begin. False when an attempt is to be made again later. */
  private end(): boolean {
    if (this.unanswered.length > 0) this.attempt(this.unanswered.shift())
    else if (isRunComplete(this.state)) this.apply({ type: 'FinishRun', at: this.now() })
    else if (isRunDrained(this.state)) this.apply({ type: 'PauseRun', at: this.now() })
    else return false
    return true
  }

  private advanceContainer(executionId: string): true {
    const at = this.now()
    this.apply({ type: 'AdvanceContainer', executionId, at })
    this.checkLimits(at)
    return true
  }

  private startNode({ frame, node }: ReadyNode): true {
    const executionId = this.ports.ids.next()
    this.apply({
      type: 'StartNode',
      frameId: frame.id,
      nodeId: node.id,
      executionId,
      at: this.now(),
    })
    return node.bound.container ? true : this.attempt(this.state.active.get(executionId))
  }

  private attempt(active: ActiveNode | undefined): true {
    const outcome = active && this.attempts.make(active)
    if (outcome) this.settle(active, outcome)
    return true
  }

  private settle(active: ActiveNode, outcome: NodeOutcome): void {
    const { retries, execution, node } = active
    const at = this.now()
    this.apply({ type: 'SettleNode', executionId: execution.id, outcome, at })
    if (active.retries > retries) this.attempts.retryLater(active, node.retry.intervalMs)
    this.checkLimits(at)
  }

  private checkLimits(at: Date): void {
    const reason = this.isRunning() ? exceededLimit(this.state, at) : undefined
    if (reason !== undefined) this.apply({ type: 'StopRun', cause: 'limit', reason, at })
  }

  private receive(message: Message): true {
    switch (message.type) {
      case 'stop':
        this.stopOnRequest()
        return true
      case 'pause':
        this.requestPause()
        return true
      case 'time-up':
        this.stopLate()
        return true
      case 'retry':
        this.line.push(message.active)
        return true
      case 'progress':
        this.receiveProgress(message)
        return true
      case 'settled':
        this.settle(message.attempt.active, message.outcome)
        return true
    }
  }

  private stopOnRequest(): void {
    const at = this.now()
    const stop =
      this.options.signal.reason instanceof AnswerRejected
        ? ({ cause: 'moderation', reason: 'Output moderation' } as const)
        : ({ cause: 'request', reason: 'User requested abort' } as const)
    this.apply({ type: 'StopRun', ...stop, at })
  }

  private requestPause(): void {
    const reason: unknown = this.options.pause?.reason
    const message = reason instanceof Error ? reason.message : String(reason)
    this.apply({ type: 'RequestPause', reason: { type: 'scheduled', message }, at: this.now() })
  }

  private stopLate(): void {
    const { maxTimeMs } = this.state.limits
    const at = this.now()
    const reason =
      exceededLimit(this.state, at) ??
      `Maximum execution time exceeded: ${(maxTimeMs / 1000).toFixed(2)}s > ${maxTimeMs / 1000}s`
    this.apply({ type: 'StopRun', cause: 'limit', reason, at })
  }

  /** Text that no template shows is in the outputs of its node soon enough. */
  private receiveProgress({ attempt, progress }: Extract<Message, { type: 'progress' }>): void {
    const { execution } = attempt.active
    if (progress.type === 'chunk' && !this.answers.isReferenced(execution, progress.output)) return
    this.apply({ type: 'ReportProgress', executionId: execution.id, progress })
  }

  private apply(command: RunCommand): void {
    for (const event of decideRun(this.state, command)) this.record(event)
  }

  /** Text that was due before a node's end is told before it. */
  private record(event: RunEvent): void {
    this.state = evolveRun(this.state, event)
    const texts = this.answers.observe(event, this.state)
    const isEnd =
      event.type === 'NodeSucceeded' ||
      event.type === 'NodeExceptionHandled' ||
      event.type === 'NodeFailed'
    if (!isEnd) this.tell(event)
    for (const text of texts) {
      this.state = evolveRun(this.state, text)
      this.tell(text)
    }
    if (isEnd) this.tell(event)
  }

  private tell(event: RunEvent): void {
    if (event.type === 'TextProduced') return
    if (event.type === 'ReasoningProduced' && !this.answers.showsReasoning(event)) return
    this.batch.push(event)
  }

  private takeBatch(): readonly RunEvent[] {
    const { batch } = this
    this.batch = []
    return batch
  }

  private nextMessage(): Promise<void> {
    this.timer ??= this.startTimer()
    return this.inbox.arrival()
  }

  private startTimer(): ReturnType<typeof setTimeout> {
    const { limits, beganAt } = this.state
    const elapsedMs = this.now().getTime() - (beganAt ?? this.now()).getTime()
    return setTimeout(
      () => {
        this.inbox.pushUrgent({ type: 'time-up' })
      },
      Math.min(limits.maxTimeMs - elapsedMs, MAX_TIMER_MS),
    )
  }

  private now(): Date {
    return this.ports.clock.now()
  }
}

/** The longest a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
