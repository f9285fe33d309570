import { EndUserId } from '@weft/domain/account'
import { Conflict, type AppId, type Clock, type Logger, type TenantId } from '@weft/domain/kernel'
import {
  awaitedForms,
  ConcurrentRunUpdate,
  type FormResolution,
  type HumanInputForm,
  type RunEvent,
  type RunEventStore,
  type RunId,
  type RunLimits,
  type WorkflowRun,
} from '@weft/domain/workflow'
import type { GenerationRegistry, GenerationSlot, UnitOfWork } from '../kernel/index.js'
import { readRecordedInputs } from './engine/initial-variables.js'
import { FormRecorder } from './form-recorder.js'
import type { GraphRunner } from './graph-runner.js'
import type { PublishedWorkflow, PublishedWorkflows } from './published-workflows.js'
import { RecordedRun } from './recorded-run.js'
import type { RunActivity } from './run-activity.js'
import type { RunTurn, RunTurns } from './run-turns.js'

export type PausedRunsPorts = {
  readonly unitOfWork: UnitOfWork
  readonly workflows: PublishedWorkflows
  readonly engine: GraphRunner
  readonly runEvents: RunEventStore
  readonly activity: RunActivity
  readonly turns: RunTurns
  readonly registry: GenerationRegistry
  readonly clock: Clock
  readonly logger: Logger
  /** Limits of every run; the engine's own by default. */
  readonly limits?: Partial<RunLimits>
}

export type RunRef = {
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly runId: RunId
}

/** How long a run that is to pause is waited for, and how often it is looked at meanwhile. */
const MOST_PATIENCE_MS = 1_200_000
const LOOK_AGAIN_AFTER_MS = 1_000

/**
 * `resumed`: the run goes on in this process. `busy`: it has not paused yet, or somebody else has just resumed it.
 * `over`: there is nothing to resume.
 */
export type Resumption = 'resumed' | 'busy' | 'over'

/** Takes paused runs up again, in this process. Runs that go on are recorded, and can be stopped by their task id. */
export class PausedRuns {
  constructor(private readonly ports: PausedRunsPorts) {}

  /**
   * Tells the run what became of its form: at once when it is paused, else as soon as it pauses. Resolves when the run
   * goes on, or when it has to be waited for; it is then waited for in the background.
   */
  async tell(form: HumanInputForm): Promise<void> {
    const { tenantId, appId, runId } = form.properties
    const run = { tenantId, appId, runId }
    if ((await this.resume(run)) === 'busy') void this.resumeLater(run)
  }

  /**
   * Goes on with a paused run by what became of its forms.
   *
   * @param options.isForced resumes it also when none of the forms it waits for has come to an end. Default false.
   */
  async resume(ref: RunRef, options: { readonly isForced?: boolean } = {}): Promise<Resumption> {
    const paused = await this.load(ref)
    if (paused === 'busy' || paused === 'over') return paused
    const awaited = new Set<string>(awaitedForms(paused.history).map(({ id }) => id))
    const resolutions = paused.forms.flatMap(({ id, resolution }) =>
      resolution && awaited.has(id) ? [resolution] : [],
    )
    await this.settle(paused.forms.filter(({ id, resolution }) => resolution && !awaited.has(id)))
    if (resolutions.length === 0 && options.isForced !== true) return 'over'
    return this.start(paused, resolutions)
  }

  /** Ends a paused run. True when it was paused. */
  async stop(ref: RunRef): Promise<boolean> {
    const paused = await this.load(ref)
    if (paused === 'busy' || paused === 'over') return false
    return (await this.start(paused, [], AbortSignal.abort())) === 'resumed'
  }

  private async resumeLater(ref: RunRef): Promise<void> {
    const { activity, logger, clock } = this.ports
    const watch = activity.watch(ref.runId)
    const giveUpAt = clock.now().getTime() + MOST_PATIENCE_MS
    try {
      while (clock.now().getTime() < giveUpAt && (await this.resume(ref)) === 'busy')
        await watch.next(LOOK_AGAIN_AFTER_MS)
    } catch (error) {
      logger.error('a paused run could not be resumed', { runId: ref.runId, error })
    } finally {
      watch.close()
    }
  }

  private async load(ref: RunRef): Promise<PausedRun | 'busy' | 'over'> {
    const { runEvents, unitOfWork } = this.ports
    const run = await runEvents.find(ref.tenantId, ref.appId, ref.runId)
    if (run?.status === 'running') return 'busy'
    const { app, forms } = await unitOfWork.run(ref.tenantId, async (repositories) => ({
      app: await repositories.apps.find(ref.appId),
      forms: await repositories.humanInputForms.listByRun(ref.runId),
    }))
    if (run?.status !== 'paused' || !app) {
      await this.settle(forms.filter(({ resolution }) => resolution !== undefined))
      return 'over'
    }
    const recorded = await runEvents.read(ref.tenantId, ref.runId)
    const history = recorded.map(({ event }) => event)
    if (history.at(-1)?.type !== 'RunPaused') return 'busy'
    const workflow = await this.ports.workflows.load(app, run.workflowId)
    const turn = await this.ports.turns.find(run, workflow, history)
    return { run, forms, history, workflow, turn }
  }

  /** Nothing runs before it is recorded that the run goes on; whoever records that second leaves it alone. */
  private async start(
    paused: PausedRun,
    resolutions: readonly FormResolution[],
    stop?: AbortSignal,
  ): Promise<Resumption> {
    const slot = this.enter(paused)
    const recorded = await this.open(paused, resolutions, stop ?? slot.signal)
    try {
      await recorded.next()
      const told = new Set(resolutions.map(({ formId }) => formId))
      await this.settle(paused.forms.filter(({ id }) => told.has(id)))
      if (stop === undefined) await paused.turn?.goOn()
    } catch (error) {
      slot.abort(error)
      slot.leave()
      await recorded.abandon()
      if (error instanceof ConcurrentRunUpdate) return 'busy'
      throw error
    }
    void this.finish(recorded, slot)
    return 'resumed'
  }

  private async finish(recorded: RecordedRun, slot: GenerationSlot): Promise<void> {
    try {
      await recorded.drain()
    } catch (error) {
      slot.abort(error)
      await recorded.abandon()
      this.ports.logger.error('a run could not be recorded', { runId: recorded.record.id, error })
    } finally {
      slot.leave()
    }
  }

  private async open(
    { run, forms, history, workflow, turn }: PausedRun,
    resolutions: readonly FormResolution[],
    signal: AbortSignal,
  ): Promise<RecordedRun> {
    const { engine, limits } = this.ports
    const { inputs, system } = readRecordedInputs(run.inputs)
    const around = await turn?.surroundings()
    const userId = system['user_id']
    const args = {
      runId: run.id,
      tenantId: run.tenantId,
      user: typeof userId === 'string' ? userId : undefined,
      inputs,
      system: { ...system, ...around?.system },
      environment: workflow.definition.environmentVariables,
      conversation: around?.conversation ?? [],
      ...(around && { memory: around.memory }),
      ...(limits && { limits }),
    }
    const recorder = new FormRecorder(this.ports, {
      run,
      taskId: taskIdOf(run, forms),
      isResumed: true,
    })
    const start = (stop: AbortSignal) =>
      engine.run(workflow.graph, args, { signal: stop, history, resolutions })
    return new RecordedRun(this.ports, {
      run,
      storedEvents: history.length,
      batches: turn ? turn.guard(start, signal) : start(signal),
      observe: async (events) => {
        await turn?.record(events)
        await recorder.observe(events)
      },
    })
  }

  /** A run that goes on was let in when it began. */
  private enter({ run, forms }: PausedRun): GenerationSlot {
    const endUserId = EndUserId.tryParse(run.createdBy ?? '')
    if (endUserId === undefined) return new LooseSlot()
    return this.ports.registry.enter({
      taskId: taskIdOf(run, forms),
      appId: run.appId,
      endUserId,
      maxActive: 0,
    })
  }

  private async settle(forms: readonly HumanInputForm[]): Promise<void> {
    const [first] = forms
    if (first === undefined) return
    const at = this.ports.clock.now()
    const settling = this.ports.unitOfWork.run(
      first.properties.tenantId,
      async ({ humanInputForms }) => {
        for (const form of forms)
          if (!form.properties.isSettled) await humanInputForms.save(form.settle(at))
      },
    )
    // Whoever came first has settled them.
    await settling.catch((error: unknown) => {
      if (!(error instanceof Conflict)) throw error
    })
  }
}

type PausedRun = {
  readonly run: WorkflowRun
  readonly forms: readonly HumanInputForm[]
  readonly history: readonly RunEvent[]
  readonly workflow: PublishedWorkflow
  readonly turn: RunTurn | undefined
}

/** A run that nobody asked for by task goes by its own id. */
export function taskIdOf(run: WorkflowRun, forms: readonly HumanInputForm[]): string {
  return forms[0]?.properties.taskId ?? run.id
}

/** The place of a run that belongs to no end user, who could stop it. */
class LooseSlot implements GenerationSlot {
  private readonly controller = new AbortController()
  readonly signal = this.controller.signal

  abort(reason: unknown): void {
    this.controller.abort(reason)
  }

  leave(): void {
    // It was in no registry.
  }
}
