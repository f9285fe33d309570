import { TokenUsage } from '@weft/domain/kernel'
import {
  FormId,
  ROOT_FRAME,
  type ContainerPosition,
  type Form,
  type NodeExecution,
  type RunEvent,
  type RunId,
} from '@weft/domain/workflow'
import { anId, aTime, aUsage } from './builders.js'

export const aRunStarted = (runId: RunId): RunEvent => ({
  type: 'RunStarted',
  runId,
  reason: 'initial',
  inputs: { city: 'Köln', 'sys.query': 'a\u0000b\ud800' },
  at: aTime(),
})

export const aTextProduced = (text = 'warp'): RunEvent => ({
  type: 'AnswerStreamed',
  responseNodeId: 'answer',
  frameId: ROOT_FRAME,
  container: undefined,
  selector: ['llm', 'text'],
  text,
  isFinal: false,
})

export const aRunSucceeded = (outputs = {}): RunEvent => ({
  type: 'RunSucceeded',
  outputs,
  usage: aUsage(),
  steps: 2,
  exceptionsCount: 0,
  at: aTime(9),
})

const outer: ContainerPosition = {
  kind: 'iteration',
  nodeId: 'each',
  index: 3,
  outer: { kind: 'loop', nodeId: 'round', index: 1, outer: undefined },
}

const execution: NodeExecution = {
  id: anId(),
  nodeId: 'llm',
  nodeType: 'llm',
  title: 'Ask',
  index: 2,
  predecessorNodeId: 'start',
  frameId: 'each/3',
  container: outer,
  startedAt: aTime(1),
}

const failure = {
  type: 'failed',
  error: 'No model \u0000 answered',
  errorType: 'InvokeError',
  inputs: { model: 'm' },
  outputs: { text: '' },
  usage: aUsage(),
} as const

const success = {
  type: 'succeeded',
  inputs: { query: 'a' },
  processData: { prompts: [{ role: 'user', text: 'a' }] },
  metadata: { total_tokens: 42 },
  usage: aUsage(),
  outputs: { text: 'warp', score: 3, list: [] },
  outputTypes: { score: 'float', list: 'array[string]' },
  handle: 'yes',
  updates: [{ selector: ['conversation', 'topic'], segment: { type: 'string', value: 'weaving' } }],
} as const

const container = {
  kind: 'iteration',
  execution,
  inputs: { items: [1, 2] },
  outputs: { output: ['a', 'b'] },
  metadata: { iteration_duration_map: { '0': 0.5 } },
  steps: 2,
  at: aTime(6),
} as const

const totals = { usage: aUsage(), steps: 7, exceptionsCount: 1, at: aTime(9) }

/** A form with a field of every type. */
export const aForm = (changes: Partial<Form> = {}): Form => ({
  id: FormId.parse(anId()),
  nodeId: 'approval',
  nodeTitle: 'Approval',
  content: 'Release? {{#$output.note#}}',
  fields: [
    { type: 'paragraph', name: 'note', source: undefined },
    {
      type: 'paragraph',
      name: 'reason',
      source: { type: 'variable', selector: ['llm', 'text'], value: 'a\u0000b' },
    },
    {
      type: 'select',
      name: 'stage',
      source: { type: 'constant', selector: [], value: ['test', 'live'] },
    },
    {
      type: 'file',
      name: 'paper',
      fileTypes: ['document', 'custom'],
      extensions: ['.x'],
      uploadMethods: ['remote_url'],
    },
    {
      type: 'file-list',
      name: 'papers',
      fileTypes: [],
      extensions: [],
      uploadMethods: [],
      maxFiles: 3,
    },
    {
      type: 'file-list',
      name: 'more',
      fileTypes: [],
      extensions: [],
      uploadMethods: [],
      maxFiles: undefined,
    },
  ],
  actions: [
    { id: 'yes', title: 'Release', style: 'primary' },
    { id: 'no', title: 'Wait', style: 'ghost' },
  ],
  defaults: { reason: 'a\u0000b' },
  isShownInApp: false,
  token: anId(),
  expiresAt: aTime(259_200_000),
  ...changes,
})

/** One event of every type, with everything an event can carry. */
export const oneOfEveryEvent = (runId: RunId): readonly RunEvent[] => [
  aRunStarted(runId),
  { type: 'NodeStarted', execution },
  {
    type: 'NodeStarted',
    execution: { ...execution, id: anId(), predecessorNodeId: undefined, container: undefined },
  },
  { type: 'NodeRetried', execution, retryIndex: 1, failure, at: aTime(2) },
  { type: 'NodeSucceeded', execution, outcome: success, at: aTime(3) },
  { type: 'NodeSucceeded', execution, outcome: { type: 'succeeded', outputs: {} }, at: aTime(3) },
  {
    type: 'NodeExceptionHandled',
    execution,
    strategy: 'fail-branch',
    failure,
    outputs: { error_message: 'No', error_type: 'InvokeError' },
    at: aTime(3),
  },
  { type: 'NodeFailed', execution, failure, at: aTime(3) },
  { type: 'NodePaused', execution, reason: { type: 'form', form: aForm() }, at: aTime(3) },
  {
    type: 'NodePaused',
    execution,
    reason: { type: 'scheduled', message: 'at \u0000 night' },
    at: aTime(3),
  },
  {
    type: 'FormFilled',
    execution,
    formId: anId(),
    actionId: 'yes',
    actionTitle: 'Release',
    renderedContent: 'Release? go',
    values: { note: 'go', papers: [] },
    at: aTime(4),
  },
  { type: 'FormTimedOut', execution, formId: anId(), expiresAt: aTime(7), at: aTime(8) },
  { type: 'EdgeTaken', frameId: ROOT_FRAME, edge: 0 },
  { type: 'EdgeSkipped', frameId: 'each/3', edge: 11 },
  {
    type: 'VariableUpdated',
    frameId: ROOT_FRAME,
    selector: ['conversation', 'topic'],
    segment: { type: 'float', value: 3 },
  },
  {
    type: 'TextProduced',
    execution,
    selector: ['llm', 'text'],
    text: 'warp \ud83e',
    isFinal: false,
  },
  { type: 'ReasoningProduced', execution, text: '', isFinal: true },
  aTextProduced('weft 🧵'),
  { ...aTextProduced('in a round'), container: outer } as RunEvent,
  { type: 'AnswerReplaced', text: 'Let us \u0000 talk 🧵' },
  {
    type: 'RetrieverResourcesFound',
    execution,
    resources: [{ position: 1, score: 0.75 }],
    context: 'thread',
  },
  {
    type: 'AgentLogged',
    execution,
    log: {
      id: 'call-1',
      parentId: 'round-1',
      label: 'CALL weather',
      status: 'error',
      error: 'No \u0000 weather',
      data: { output: { city: 'Köln' } },
      metadata: { elapsed_time: 0.5 },
    },
  },
  {
    type: 'AgentLogged',
    execution,
    log: {
      id: 'round-1',
      parentId: undefined,
      label: 'ROUND 1',
      status: 'start',
      error: undefined,
      data: {},
      metadata: {},
    },
  },
  {
    type: 'ModelPolled',
    execution,
    attempt: 2,
    checkedAt: aTime(2),
    nextCheckAt: aTime(4),
  },
  { type: 'ModelPolled', execution, attempt: 3, checkedAt: aTime(4), nextCheckAt: undefined },
  { type: 'ContainerStarted', kind: 'loop', execution, inputs: {}, length: 5, at: aTime(4) },
  {
    type: 'ContainerAdvanced',
    kind: 'loop',
    execution,
    index: 1,
    previousOutputs: { sum: 1 },
    at: aTime(5),
  },
  {
    type: 'ContainerAdvanced',
    kind: 'iteration',
    execution,
    index: 0,
    previousOutputs: undefined,
    at: aTime(5),
  },
  { type: 'ContainerSucceeded', ...container },
  { type: 'ContainerFailed', ...container, error: 'item 2' },
  {
    type: 'PauseRequested',
    reason: { type: 'scheduled', message: 'maintenance' },
    at: aTime(5),
  },
  {
    type: 'RunPaused',
    reasons: [
      { type: 'form', form: aForm() },
      { type: 'scheduled', message: 'maintenance' },
    ],
    nodeIds: ['approval'],
    outputs: { answer: 'so far' },
    ...totals,
  },
  { type: 'RunSucceeded', outputs: { answer: 'x' }, ...totals },
  { type: 'RunPartiallySucceeded', outputs: {}, ...totals },
  { type: 'RunFailed', error: 'out of thread', ...totals, usage: TokenUsage.none },
  { type: 'RunStopped', cause: 'limit', reason: 'too many steps', outputs: {}, ...totals },
  { type: 'RunStopped', cause: 'moderation', reason: 'moderated', outputs: {}, ...totals },
]
