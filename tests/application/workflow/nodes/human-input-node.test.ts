import { TenantId, type JsonObject } from '@weft/domain/kernel'
import { aClock } from '@weft/domain/kernel/testing'
import {
  awaitedForms,
  FormNotAwaited,
  GraphInvalid,
  InvalidFormData,
  NodeKindTable,
  RunId,
  VariablePool,
  type NodeContext,
  type NodeKind,
  type RunEvent,
} from '@weft/domain/workflow'
import {
  prepareWorkflow,
  standardNodeKinds,
  type PreparedWorkflow,
} from '@weft/application/workflow'
import { describe, expect, it } from 'vitest'
import {
  aDocument,
  anApproval,
  anOutput,
  APPROVAL_CHATFLOW,
  APPROVAL_WORKFLOW,
  start,
  TWO_APPROVALS,
} from '../../support/approval-documents.js'
import { registryOf } from '../../support/scripted-model.js'

const runs = new Map<string, number>()

/** A template takes a moment, and its runs are counted. */
const slowTemplate: NodeKind = {
  type: 'template-transform',
  versions: ['1'],
  executionClass: 'executable',
  isRetryable: false,
  bind: ({ id, data }) => ({
    execute: async () => {
      runs.set(id, (runs.get(id) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, 10))
      return { type: 'succeeded', outputs: { output: data['template'] ?? '' } }
    },
  }),
}

const kinds = NodeKindTable.of(
  standardNodeKinds({
    models: registryOf(undefined),
    code: { run: async () => ({ type: 'refused', reason: 'busy', message: 'None here.' }) },
    templates: { render: (text) => ({ type: 'rendered', text }) },
  }),
).with(slowTemplate)

const clock = aClock()
const prepared = (document: string) => prepareWorkflow(document, { kinds, clock })

async function collect(batches: AsyncIterable<readonly RunEvent[]>): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const events of batches) all.push(...events)
  return all
}

const runUntilPause = (workflow: PreparedWorkflow, inputs: JsonObject = { topic: 'v2' }) =>
  collect(workflow.run({ inputs }))

const typesOf = (events: readonly RunEvent[]) => events.map(({ type }) => type)

const startsOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'NodeStarted' ? [event.execution.nodeId] : []))

const anApprovalNode = { ...anApproval('approval'), title: 'Approval' }

const aContext: NodeContext = {
  nodeId: 'approval',
  executionId: 'e1',
  variables: VariablePool.empty(),
  run: {
    runId: RunId.parse('01890000-0000-7000-8000-000000000001'),
    tenantId: TenantId.parse('01890000-0000-7000-8000-000000000002'),
    user: undefined,
  },
  memory: undefined,
  signal: new AbortController().signal,
  now: () => clock.now(),
}

const approve = (note: string) => ({ action: 'approve', inputs: { note } })

describe('human-input', () => {
  it('shows a form and pauses the run (H 35)', async () => {
    const history = await runUntilPause(prepared(APPROVAL_WORKFLOW))
    expect(typesOf(history).slice(-2)).toEqual(['NodePaused', 'RunPaused'])
    expect(history.at(-1)).toMatchObject({ nodeIds: ['approval'], outputs: {}, steps: 2 })
    const [form] = awaitedForms(history)
    expect(form).toMatchObject({
      nodeId: 'approval',
      nodeTitle: 'Approval',
      content: 'Release **v2**? {{#$output.note#}}',
      actions: [
        { id: 'approve', title: 'Approve', style: 'primary' },
        { id: 'reject', title: 'Reject', style: 'default' },
      ],
      defaults: { note: 'v2' },
      isShownInApp: true,
      expiresAt: new Date(clock.now().getTime() + 2 * 24 * 3_600_000),
    })
    expect(form?.token).toMatch(/^[0-9a-f]{48}$/)
  })

  it('goes on along the branch of the action, and skips the others (H 35)', async () => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const history = await runUntilPause(workflow)
    const rest = await collect(workflow.resume(history, { action: 'reject', inputs: { note: '' } }))
    expect(rest[0]).toMatchObject({ type: 'RunStarted', reason: 'resumption' })
    expect(rest[1]).toMatchObject({
      type: 'FormFilled',
      actionId: 'reject',
      actionTitle: 'Reject',
      renderedContent: 'Release **v2**? ',
      values: { note: '' },
    })
    expect(startsOf(rest)).toEqual(['rejected'])
    expect(rest.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: { action: 'reject' } })
  })

  it('puts out the values, the action and the content with the values in their places', async () => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const rest = await collect(
      workflow.resume(await runUntilPause(workflow), approve('{{#$output.note#}} ok')),
    )
    expect(rest.at(-1)).toMatchObject({
      outputs: {
        note: '{{#$output.note#}} ok',
        action: 'approve',
        title: 'Approve',
        content: 'Release **v2**? {{#$output.note#}} ok',
      },
    })
  })

  it('goes on under the same execution, which started once', async () => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const history = await runUntilPause(workflow)
    const all = [...history, ...(await collect(workflow.resume(history, approve('ok'))))]
    const ids = all.flatMap((event) =>
      'execution' in event && event.execution.nodeId === 'approval' ? [event.execution.id] : [],
    )
    expect(new Set(ids).size).toBe(1)
    expect(startsOf(all).filter((id) => id === 'approval')).toHaveLength(1)
  })

  it('takes the edges of the time-out, with empty action, when nobody answers in time', async () => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const history = await runUntilPause(workflow)
    const rest = await collect(workflow.resume(history, { timedOut: true }))
    expect(rest[1]).toMatchObject({ type: 'FormTimedOut' })
    expect(rest.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: { late: '' } })
  })

  it('ends its path when nothing is connected to the time-out', async () => {
    const workflow = prepared(TWO_APPROVALS)
    const history = await runUntilPause(workflow)
    const rest = await collect(workflow.resume(history, { timedOut: true }))
    expect(rest.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: {} })
  })

  it('waits for the same form when the run is resumed without an answer', async () => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const history = await runUntilPause(workflow)
    const more = await collect(workflow.resume(history))
    expect(typesOf(more)).toEqual(['RunStarted', 'NodePaused', 'RunPaused'])
    expect(awaitedForms([...history, ...more])).toEqual(awaitedForms(history))
    const rest = await collect(workflow.resume([...history, ...more], approve('late')))
    expect(rest.at(-1)).toMatchObject({ outputs: { note: 'late' } })
  })

  it('lets what runs beside it finish before the pause, and runs it only once (H 36)', async () => {
    const document = aDocument(
      'workflow',
      [
        start,
        anApproval('approval'),
        { id: 'slow', data: { type: 'template-transform', title: 'Slow', template: 'done' } },
        anOutput('join', { note: ['approval', 'note'], slow: ['slow', 'output'] }),
      ],
      ['start -> approval', 'start -> slow', 'approval[approve] -> join', 'slow -> join'],
    )
    runs.clear()
    const workflow = prepared(document)
    const history = await runUntilPause(workflow)
    expect(typesOf(history).slice(-3)).toEqual(['EdgeTaken', 'NodeSucceeded', 'RunPaused'])
    const rest = await collect(workflow.resume(history, approve('ok')))
    expect(rest.at(-1)).toMatchObject({ outputs: { note: 'ok', slow: 'done' } })
    expect(runs.get('slow')).toBe(1)
  })

  it('asks in two branches at once, and each goes on when its own form is answered', async () => {
    const document = aDocument(
      'workflow',
      [
        start,
        anApproval('a'),
        anApproval('b'),
        anOutput('end', { a: ['a', 'note'], b: ['b', 'note'] }),
      ],
      ['start -> a', 'start -> b', 'a[approve] -> end', 'b[approve] -> end'],
    )
    const workflow = prepared(document)
    const history = await runUntilPause(workflow)
    const [a, b] = awaitedForms(history)
    expect([a?.nodeId, b?.nodeId]).toEqual(['a', 'b'])
    expect(() => workflow.resume(history, approve('?'))).toThrow(FormNotAwaited)
    const second = await collect(workflow.resume(history, { ...approve('2'), formId: b!.id }))
    expect(second.at(-1)).toMatchObject({ type: 'RunPaused', nodeIds: ['a'] })
    const all = [...history, ...second]
    expect(() => workflow.resume(all, { ...approve('?'), formId: b!.id })).toThrow(FormNotAwaited)
    const rest = await collect(workflow.resume(all, approve('1')))
    expect(rest.at(-1)).toMatchObject({ outputs: { a: '1', b: '2' } })
  })

  it('asks for every item of a parallel iteration', async () => {
    const document = aDocument(
      'workflow',
      [
        start,
        {
          id: 'each',
          data: {
            type: 'iteration',
            title: 'Each',
            start_node_id: 'entry',
            iterator_selector: ['start', 'topics'],
            output_selector: ['approval', 'note'],
            is_parallel: true,
            parallel_nums: 2,
          },
        },
        { id: 'entry', parentId: 'each', data: { type: 'iteration-start', title: '' } },
        { ...anApproval('approval', { iteration_id: 'each' }), parentId: 'each' },
        anOutput('end', { notes: ['each', 'output'] }),
      ],
      ['start -> each', 'entry -> approval', 'each -> end'],
    )
    const workflow = prepared(document)
    const history: RunEvent[] = await runUntilPause(workflow, { topics: ['x', 'y', 'z'] })
    for (let form = awaitedForms(history)[0]; form !== undefined; form = awaitedForms(history)[0]) {
      const formId = form.id
      const note = String(awaitedForms(history).length)
      history.push(...(await collect(workflow.resume(history, { ...approve(note), formId }))))
    }
    expect(history.at(-1)).toMatchObject({
      type: 'RunSucceeded',
      outputs: { notes: ['2', '1', '2'] },
    })
  })

  it('keeps what an answer has said before the pause', async () => {
    const workflow = prepared(APPROVAL_CHATFLOW)
    const history = await collect(workflow.run({ query: 'hi' }))
    expect(history.at(-1)).toMatchObject({
      type: 'RunPaused',
      outputs: { answer: 'You said hi. ' },
    })
    const rest = await collect(workflow.resume(history, approve('ok')))
    const said = rest.flatMap((event) => (event.type === 'AnswerStreamed' ? [event.text] : []))
    expect(said.join('')).toBe('They said ok.')
    expect(rest.at(-1)).toMatchObject({ outputs: { answer: 'You said hi. They said ok.' } })
  })

  it('resumes with the inputs and the system values of its start', async () => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const history = await runUntilPause(workflow)
    const [again] = await collect(workflow.resume(history, approve('ok'), { user: 'else' }))
    expect(again).toMatchObject({ inputs: (history[0] as { inputs: JsonObject }).inputs })
  })

  it('stops at once when it is stopped while it is paused', async () => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const history = await runUntilPause(workflow)
    const signal = AbortSignal.abort()
    const rest = await collect(workflow.resume(history, undefined, { signal }))
    expect(rest).toHaveLength(1)
    expect(rest[0]).toMatchObject({
      type: 'RunStopped',
      reason: 'Aborted: User requested abort',
    })
    expect(await collect(workflow.resume([...history, ...rest], undefined))).toEqual([])
  })

  it.each([
    ['an unknown action', { action: 'x', inputs: { note: '' } }, 'Invalid action: x'],
    ['a missing field', { action: 'approve' }, 'Missing required inputs: note'],
    [
      'a value that is no text',
      { action: 'approve', inputs: { note: 1 } },
      "Invalid value for paragraph input 'note': expected string",
    ],
  ])('refuses %s and stays open', async (_, answer, message) => {
    const workflow = prepared(APPROVAL_WORKFLOW)
    const history = await runUntilPause(workflow)
    expect(() => workflow.resume(history, answer)).toThrow(InvalidFormData)
    expect(() => workflow.resume(history, answer)).toThrow(message)
    expect(await collect(workflow.resume(history, approve('ok')))).not.toEqual([])
  })

  it('takes options from a variable, and files', async () => {
    const document = aDocument(
      'workflow',
      [
        start,
        anApproval('ask', {
          form_content: '{{#$output.paper#}} {{#$output.papers#}} {{#$output.stage#}}',
          inputs: [
            {
              type: 'select',
              output_variable_name: 'stage',
              option_source: { type: 'variable', selector: ['start', 'stages'], value: [] },
            },
            {
              type: 'file',
              output_variable_name: 'paper',
              allowed_file_types: ['document'],
              allowed_file_extensions: [],
              allowed_file_upload_methods: ['remote_url'],
            },
            {
              type: 'file-list',
              output_variable_name: 'papers',
              number_limits: 2,
              allowed_file_types: [],
              allowed_file_upload_methods: ['remote_url'],
            },
          ],
        }),
        anOutput('end', {
          stage: ['ask', 'stage'],
          name: ['ask', 'paper', 'name'],
          papers: ['ask', 'papers'],
          content: ['ask', '__rendered_content'],
        }),
      ],
      ['start -> ask', 'ask[approve] -> end'],
    )
    const workflow = prepared(document)
    const history = await runUntilPause(workflow, { stages: ['test', 'live'] })
    const file = (url: string) => ({ type: 'document', transfer_method: 'remote_url', url })
    const inputs = { stage: 'live', paper: file('https://x.org/a.pdf'), papers: [] }
    const answer = (changes: JsonObject) => ({
      action: 'approve',
      inputs: { ...inputs, ...changes },
    })
    const refused = (changes: JsonObject) => expect(() => workflow.resume(history, answer(changes)))
    refused({ stage: 'moon' }).toThrow("Invalid value for select input 'stage': moon")
    refused({ stage: 3 }).toThrow("Invalid value for select input 'stage': expected string")
    refused({ paper: 'x' }).toThrow("Invalid value for file input 'paper': ")
    refused({ paper: { ...file('https://x.org/a.png'), type: 'image' } }).toThrow(
      "Invalid value for file input 'paper': files of the type image are not taken",
    )
    const three = [1, 2, 3].map((n) => file(`https://x.org/${n}.txt`))
    refused({ papers: three }).toThrow("Invalid value for file list input 'papers': at most 2")
    refused({ papers: {} }).toThrow("Invalid value for file list input 'papers': expected a list")
    const rest = await collect(workflow.resume(history, answer({ papers: three.slice(1) })))
    expect(rest.at(-1)).toMatchObject({
      outputs: { stage: 'live', name: 'a.pdf', content: '[file] [2 files] live' },
    })
  })

  it('is out of reach of those who come through the app unless the app may deliver it', async () => {
    const document = (methods: JsonObject[]) =>
      aDocument('workflow', [start, anApproval('a', { delivery_methods: methods })], ['start -> a'])
    const tokens = []
    for (const methods of [[{ type: 'email', enabled: true }], []]) {
      const [form] = awaitedForms(await runUntilPause(prepared(document(methods))))
      tokens.push(typeof form?.token)
    }
    expect(tokens).toEqual(['undefined', 'string'])
  })

  it('fails where there is no run it could hold up', async () => {
    const bound = kinds.find('human-input', '1')!.bind(anApprovalNode)
    expect(await bound.execute({ ...aContext, variables: VariablePool.empty() })).toMatchObject({
      type: 'failed',
      error: 'workflow_execution_id is required for HITL',
    })
  })

  it.each([
    ['user_actions', { user_actions: [{ id: '1st', title: 'x' }] }],
    ['user_actions', { user_actions: [{ id: 'a'.repeat(21), title: 'x' }] }],
    ['user_actions', { user_actions: [{ id: 'a', title: 'x'.repeat(101) }] }],
    [
      'user_actions',
      {
        user_actions: [
          { id: 'a', title: '' },
          { id: 'a', title: '' },
        ],
      },
    ],
    ['user_actions', { user_actions: [{ id: 'a', title: '', button_style: 'loud' }] }],
    ['inputs', { inputs: [{ type: 'slider', output_variable_name: 'x' }] }],
    [
      'inputs',
      {
        inputs: [
          { type: 'paragraph', output_variable_name: 'x' },
          { type: 'text-input', output_variable_name: 'x' },
        ],
      },
    ],
    [
      'inputs',
      { inputs: [{ type: 'file', output_variable_name: 'x', allowed_file_types: ['custom'] }] },
    ],
    ['timeout_unit', { timeout_unit: 'week' }],
    ['timeout', { timeout: -1 }],
  ])('refuses a node whose %s cannot be', (field, data) => {
    const document = aDocument('workflow', [start, anApproval('a', data)], ['start -> a'])
    expect(() => prepared(document)).toThrow(GraphInvalid)
    expect(() => prepared(document)).toThrow(field)
  })
})
