import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  GraphInvalid,
  InvalidNodeData,
  NodeKindTable,
  parseGraph,
  type ConversationRound,
  type InitialVariable,
  type NodeKind,
  type RunEvent,
} from '@weft/domain/workflow'
import { mockedNodeKinds } from '../mock/mocked-node-kinds.js'
import { parseMocks } from '../mock/parse-mocks.js'
import { prepareWorkflow, type PreparedWorkflow } from '../prepare-workflow.js'
import type { Mismatch, RunCheck } from './expectation/check.js'
import {
  observeLoadFailure,
  observeRun,
  type RunObservation,
} from './observation/run-observation.js'
import type { TestServer } from './test-server.js'
import type { RunTrial, TrialTurn } from './trial-case.js'
import { trialDocument } from './trial-document.js'
import { toServedFile, withFiles } from './trial-file.js'

export type RunTrialOptions = {
  readonly text: string
  readonly kinds: readonly NodeKind[]
  /** The server of the case, where it has one. */
  readonly server: TestServer | undefined
  readonly signal: AbortSignal
}

/** Runs the turns of a case and holds its expectations against what was observed. */
export async function runTrial(
  trial: RunTrial,
  options: RunTrialOptions,
): Promise<readonly Mismatch[]> {
  const startedAt = performance.now()
  const document = trialDocument(options.text, trial)
  const { workflow, problem } = load(document, trial, options.kinds)
  if (!workflow) {
    const failure = observeLoadFailure(problem, {
      conversation: {},
      requests: [],
      elapsedMs: performance.now() - startedAt,
    })
    return checkTurns(
      trial,
      trial.turns.map(() => failure),
    )
  }
  return checkTurns(trial, await new TrialConversation(workflow, trial, options).observeAll())
}

type Loaded =
  | { readonly workflow: PreparedWorkflow; readonly problem?: never }
  | { readonly workflow?: never; readonly problem: string }

/** A graph that cannot be built is something to observe; a document or a mock that cannot be read is not. */
function load(document: JsonObject, trial: RunTrial, kinds: readonly NodeKind[]): Loaded {
  try {
    const { nodes } = parseGraph(mapOf(mapOf(document['workflow'])['graph']))
    const mocked = mockedNodeKinds(kinds, parseMocks(trial.mocks), nodes)
    return { workflow: prepareWorkflow(document, { kinds: NodeKindTable.of(mocked) }) }
  } catch (error) {
    if (error instanceof GraphInvalid || error instanceof InvalidNodeData)
      return { problem: error.message }
    throw error
  }
}

/** The turns of a case, and what is true of all of them. */
function checkTurns(trial: RunTrial, observations: readonly RunObservation[]): readonly Mismatch[] {
  const isSingle = trial.turns.length === 1
  const ofTurns = trial.turns.flatMap(({ checks }, index) => {
    const observed = observations[index]
    const found = observed ? check(checks, observed) : []
    return isSingle ? found : found.map((each) => within(`turn ${index + 1}`, each))
  })
  const last = observations.at(-1)
  return last ? [...ofTurns, ...check(trial.checks, wholeOf(observations, last))] : ofTurns
}

/** What is not as expected and, where the run broke, first of all that it did. */
function check(checks: readonly RunCheck[], observed: RunObservation): readonly Mismatch[] {
  const found = checks.flatMap((each) => each(observed))
  const { status, error } = observed
  const isTold = found.some(({ expectation }) => expectation === 'status')
  if (found.length === 0 || error === undefined || isTold) return found
  return [{ expectation: 'run', problem: `is ${status}: ${error}`, differences: [] }, ...found]
}

function within(turn: string, mismatch: Mismatch): Mismatch {
  return { ...mismatch, expectation: `${turn}: ${mismatch.expectation}` }
}

/** All turns as one: how the last one ended, and what happened in any of them. */
function wholeOf(observations: readonly RunObservation[], last: RunObservation): RunObservation {
  return {
    ...last,
    events: observations.flatMap(({ events }) => events),
    requests: observations.flatMap(({ requests }) => requests),
    elapsedMs: observations.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
  }
}

/** One conversation: variables and rounds go from one turn to the next. */
class TrialConversation {
  readonly #nodeIds: ReadonlySet<string>
  readonly #rounds: ConversationRound[] = []
  #variables: readonly InitialVariable[]

  constructor(
    private readonly workflow: PreparedWorkflow,
    private readonly trial: RunTrial,
    private readonly options: RunTrialOptions,
  ) {
    const { definition } = workflow.workflow
    this.#variables = definition.conversationVariables
    this.#nodeIds = new Set(definition.graph.nodes.map(({ id }) => id))
  }

  async observeAll(): Promise<readonly RunObservation[]> {
    const observations: RunObservation[] = []
    for (const [index, turn] of this.trial.turns.entries())
      observations.push(await this.observe(turn, index + 1))
    return observations
  }

  private async observe(turn: TrialTurn, dialogueCount: number): Promise<RunObservation> {
    const startedAt = performance.now()
    const requestsBefore = this.options.server?.received.length ?? 0
    const events = await this.run(turn, dialogueCount)
    this.keep(events, turn)
    return observeRun(events, this.#nodeIds, {
      conversation: this.values(),
      requests: this.options.server?.received.slice(requestsBefore) ?? [],
      elapsedMs: performance.now() - startedAt,
    })
  }

  private async run(turn: TrialTurn, dialogueCount: number): Promise<readonly RunEvent[]> {
    const batches = this.workflow.run({
      inputs: mapOf(withFiles(turn.inputs, (name) => this.file(name))),
      query: turn.query,
      files: turn.attachments.map((name) => this.file(name)),
      conversation: this.#variables,
      dialogueCount,
      memory: { read: (limit) => Promise.resolve(this.#rounds.slice(-limit)) },
      signal: this.options.signal,
    })
    const events: RunEvent[] = []
    for await (const batch of batches) events.push(...batch)
    return events
  }

  private file(name: string): JsonObject {
    const file = this.trial.files.find((each) => each.name === name)
    if (!file || !this.options.server) throw new TypeError(`Nobody serves the file ${name}`)
    return toServedFile(file, this.options.server.fileAddress(file))
  }

  private keep(events: readonly RunEvent[], { query }: TrialTurn): void {
    for (const event of events) if (event.type === 'VariableUpdated') this.update(event)
    const answer = events
      .map((event) => (event.type === 'AnswerStreamed' ? event.text : ''))
      .join('')
    if (answer !== '') this.#rounds.push({ query, answer })
  }

  private update({
    selector: [scope, name],
    segment,
  }: Pick<InitialVariable, 'selector' | 'segment'>): void {
    if (scope !== 'conversation') return
    this.#variables = this.#variables.map((variable) =>
      variable.selector[1] === name ? { selector: variable.selector, segment } : variable,
    )
  }

  private values(): JsonObject {
    return Object.fromEntries(
      this.#variables.map(({ selector, segment }) => [selector[1] ?? '', segment.value]),
    )
  }
}

function mapOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
