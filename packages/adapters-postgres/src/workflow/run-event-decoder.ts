import type { JsonValue } from '@weft/domain/kernel'
import {
  RunId,
  type AgentLog,
  type NodeExecution,
  type PauseReason,
  type RunEvent,
} from '@weft/domain/workflow'
import { StoredDataInvalid } from '../kernel/stored-data-invalid.js'
import { StoredFields } from '../kernel/stored-fields.js'
import { fromStoredUsage } from '../kernel/stored-usage.js'
import { readForm } from './form-decoder.js'
import { readNodeExecution, readPosition } from './node-execution-decoder.js'
import { readNodeFailure, readNodeSuccess, readSegment } from './node-outcome-decoder.js'
import { EVENT_SCHEMA_VERSION } from './run-event-encoder.js'

const PATH = 'workflow_run_events.event'
const CONTAINER_KINDS = ['iteration', 'loop'] as const

/**
 * Reads the stored events of one run. Events of one execution share the object that describes it, as they did when they
 * happened.
 */
export class RunEventDecoder {
  readonly #executions = new Map<string, NodeExecution>()

  /** @throws StoredDataInvalid when the row is not an event this program wrote, or is of a later version. */
  decode(stored: JsonValue): RunEvent {
    const fields = StoredFields.of(stored, PATH)
    if (fields.number('v') !== EVENT_SCHEMA_VERSION)
      throw new StoredDataInvalid(`${PATH}.v`, `${EVENT_SCHEMA_VERSION}`)
    const read = READERS.get(fields.text('type'))
    if (read === undefined) throw new StoredDataInvalid(`${PATH}.type`, 'a known type of event')
    return read(fields, () => this.execution(fields))
  }

  private execution(fields: StoredFields): NodeExecution {
    const stored = fields.child('execution')
    const id = stored.text('id')
    const known = this.#executions.get(id)
    if (known !== undefined) return known
    const execution = readNodeExecution(stored)
    this.#executions.set(id, execution)
    return execution
  }
}

type Reader<Event extends RunEvent> = (
  fields: StoredFields,
  execution: () => NodeExecution,
) => Event
type Readers = { readonly [Type in RunEvent['type']]: Reader<Extract<RunEvent, { type: Type }>> }

const readers: Readers = {
  RunStarted: (fields) => ({
    type: 'RunStarted',
    runId: RunId.parse(fields.text('runId')),
    reason: fields.word('reason', ['initial', 'resumption']),
    inputs: fields.object('inputs'),
    at: fields.date('at'),
  }),
  NodeStarted: (_, execution) => ({ type: 'NodeStarted', execution: execution() }),
  NodeRetried: (fields, execution) => ({
    type: 'NodeRetried',
    execution: execution(),
    retryIndex: fields.number('retryIndex'),
    failure: readNodeFailure(fields.child('failure')),
    at: fields.date('at'),
  }),
  NodeSucceeded: (fields, execution) => ({
    type: 'NodeSucceeded',
    execution: execution(),
    outcome: readNodeSuccess(fields.child('outcome')),
    at: fields.date('at'),
  }),
  NodeExceptionHandled: (fields, execution) => ({
    type: 'NodeExceptionHandled',
    execution: execution(),
    strategy: fields.word('strategy', ['fail-branch', 'default-value']),
    failure: readNodeFailure(fields.child('failure')),
    outputs: fields.object('outputs'),
    at: fields.date('at'),
  }),
  NodeFailed: (fields, execution) => ({
    type: 'NodeFailed',
    execution: execution(),
    failure: readNodeFailure(fields.child('failure')),
    at: fields.date('at'),
  }),
  NodePaused: (fields, execution) => ({
    type: 'NodePaused',
    execution: execution(),
    reason: readPauseReason(fields.child('reason')),
    at: fields.date('at'),
  }),
  FormFilled: (fields, execution) => ({
    type: 'FormFilled',
    execution: execution(),
    formId: fields.text('formId'),
    actionId: fields.text('actionId'),
    actionTitle: fields.text('actionTitle'),
    renderedContent: fields.text('renderedContent'),
    values: fields.object('values'),
    at: fields.date('at'),
  }),
  FormTimedOut: (fields, execution) => ({
    type: 'FormTimedOut',
    execution: execution(),
    formId: fields.text('formId'),
    expiresAt: fields.date('expiresAt'),
    at: fields.date('at'),
  }),
  EdgeTaken: (fields) => ({ type: 'EdgeTaken', ...readEdge(fields) }),
  EdgeSkipped: (fields) => ({ type: 'EdgeSkipped', ...readEdge(fields) }),
  VariableUpdated: (fields) => ({
    type: 'VariableUpdated',
    frameId: fields.text('frameId'),
    selector: fields.texts('selector'),
    segment: readSegment(fields.child('segment')),
  }),
  TextProduced: (fields, execution) => ({
    type: 'TextProduced',
    execution: execution(),
    selector: fields.texts('selector'),
    text: fields.text('text'),
    isFinal: fields.flag('isFinal'),
  }),
  ReasoningProduced: (fields, execution) => ({
    type: 'ReasoningProduced',
    execution: execution(),
    text: fields.text('text'),
    isFinal: fields.flag('isFinal'),
  }),
  AnswerStreamed: (fields) => ({
    type: 'AnswerStreamed',
    responseNodeId: fields.text('responseNodeId'),
    frameId: fields.text('frameId'),
    container: fields.optional('container', readPosition),
    selector: fields.texts('selector'),
    text: fields.text('text'),
    isFinal: fields.flag('isFinal'),
  }),
  AnswerReplaced: (fields) => ({ type: 'AnswerReplaced', text: fields.text('text') }),
  RetrieverResourcesFound: (fields, execution) => ({
    type: 'RetrieverResourcesFound',
    execution: execution(),
    resources: fields.objects('resources'),
    context: fields.text('context'),
  }),
  AgentLogged: (fields, execution) => ({
    type: 'AgentLogged',
    execution: execution(),
    log: readAgentLog(fields.child('log')),
  }),
  ModelPolled: (fields, execution) => ({
    type: 'ModelPolled',
    execution: execution(),
    attempt: fields.number('attempt'),
    checkedAt: fields.date('checkedAt'),
    nextCheckAt: fields.optional('nextCheckAt', (from, name) => from.date(name)),
  }),
  ContainerStarted: (fields, execution) => ({
    type: 'ContainerStarted',
    kind: fields.word('kind', CONTAINER_KINDS),
    execution: execution(),
    inputs: fields.object('inputs'),
    length: fields.number('length'),
    at: fields.date('at'),
  }),
  ContainerAdvanced: (fields, execution) => ({
    type: 'ContainerAdvanced',
    kind: fields.word('kind', CONTAINER_KINDS),
    execution: execution(),
    index: fields.number('index'),
    previousOutputs: fields.optional('previousOutputs', (from, name) => from.object(name)),
    at: fields.date('at'),
  }),
  ContainerSucceeded: (fields, execution) => ({
    type: 'ContainerSucceeded',
    ...readContainerEnd(fields, execution()),
  }),
  ContainerFailed: (fields, execution) => ({
    type: 'ContainerFailed',
    ...readContainerEnd(fields, execution()),
    error: fields.text('error'),
  }),
  PauseRequested: (fields) => ({
    type: 'PauseRequested',
    reason: readPauseReason(fields.child('reason')),
    at: fields.date('at'),
  }),
  RunPaused: (fields) => ({
    type: 'RunPaused',
    reasons: fields.children('reasons').map(readPauseReason),
    nodeIds: fields.texts('nodeIds'),
    outputs: fields.object('outputs'),
    ...readTotals(fields),
  }),
  RunSucceeded: (fields) => ({
    type: 'RunSucceeded',
    outputs: fields.object('outputs'),
    ...readTotals(fields),
  }),
  RunPartiallySucceeded: (fields) => ({
    type: 'RunPartiallySucceeded',
    outputs: fields.object('outputs'),
    ...readTotals(fields),
  }),
  RunFailed: (fields) => ({
    type: 'RunFailed',
    error: fields.text('error'),
    ...readTotals(fields),
  }),
  RunStopped: (fields) => ({
    type: 'RunStopped',
    cause: fields.word('cause', ['request', 'moderation', 'limit']),
    reason: fields.text('reason'),
    outputs: fields.object('outputs'),
    ...readTotals(fields),
  }),
}

/** A map knows only what was put into it: a stored type such as `constructor` finds nothing. */
const READERS = new Map<string, Reader<RunEvent>>(Object.entries(readers))

const readEdge = (fields: StoredFields) => ({
  frameId: fields.text('frameId'),
  edge: fields.number('edge'),
})

const readAgentLog = (fields: StoredFields): AgentLog => ({
  id: fields.text('id'),
  parentId: fields.optional('parentId', (from, name) => from.text(name)),
  label: fields.text('label'),
  status: fields.word('status', ['start', 'success', 'error']),
  error: fields.optional('error', (from, name) => from.text(name)),
  data: fields.object('data'),
  metadata: fields.object('metadata'),
})

function readPauseReason(fields: StoredFields): PauseReason {
  const type = fields.word('type', ['form', 'scheduled'])
  return type === 'form'
    ? { type, form: readForm(fields.child('form')) }
    : { type, message: fields.text('message') }
}

const readTotals = (fields: StoredFields) => ({
  usage: fromStoredUsage(fields.child('usage')),
  steps: fields.number('steps'),
  exceptionsCount: fields.number('exceptionsCount'),
  at: fields.date('at'),
})

const readContainerEnd = (fields: StoredFields, execution: NodeExecution) => ({
  kind: fields.word('kind', CONTAINER_KINDS),
  execution,
  inputs: fields.object('inputs'),
  outputs: fields.object('outputs'),
  metadata: fields.object('metadata'),
  steps: fields.number('steps'),
  at: fields.date('at'),
})
