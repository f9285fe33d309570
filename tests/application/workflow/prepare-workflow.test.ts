import { ValidationError } from '@weft/domain/kernel'
import {
  DslInvalid,
  GraphInvalid,
  NodeKindTable,
  isRunEnded,
  type RunEvent,
} from '@weft/domain/workflow'
import {
  parseDslText,
  prepareWorkflow,
  runWorkflow,
  standardNodeKinds,
} from '@weft/application/workflow'
import { describe, expect, it } from 'vitest'
import { CHAT_DOCUMENT, CHATFLOW_DOCUMENT, WORKFLOW_DOCUMENT } from '../support/documents.js'
import { registryOf } from '../support/scripted-model.js'

const kinds = NodeKindTable.of(
  standardNodeKinds({
    models: registryOf(undefined),
    code: { run: async () => ({ type: 'refused', reason: 'busy', message: 'None here.' }) },
    templates: { render: (text) => ({ type: 'rendered', text }) },
  }),
)

async function collect(batches: AsyncIterable<readonly RunEvent[]>): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const events of batches) all.push(...events)
  return all
}

describe('runWorkflow', () => {
  it('runs a document with nothing but its nodes', async () => {
    const events = await collect(
      runWorkflow(WORKFLOW_DOCUMENT, { inputs: { topic: 'tea' } }, { kinds }),
    )
    expect(events[0]).toMatchObject({ type: 'RunStarted', inputs: { topic: 'tea' } })
    expect(events.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: { topic: 'tea' } })
  })

  it('takes the document as data as well', async () => {
    const document = parseDslText(WORKFLOW_DOCUMENT) as object
    const events = await collect(runWorkflow(document, { inputs: { topic: 'tea' } }, { kinds }))
    expect(events.at(-1)?.type).toBe('RunSucceeded')
  })

  it('runs one turn of an advanced-chat document', async () => {
    const events = await collect(runWorkflow(CHATFLOW_DOCUMENT, { query: 'One' }, { kinds }))
    const end = events.find(isRunEnded)
    expect(end).toMatchObject({ outputs: { answer: '1: One, before: nothing' } })
  })

  it('stops when its signal is aborted', async () => {
    const signal = AbortSignal.abort()
    const events = await collect(runWorkflow(WORKFLOW_DOCUMENT, { signal }, { kinds }))
    expect(events.at(-1)?.type).toBe('RunStopped')
  })
})

describe('prepareWorkflow', () => {
  it('serves any number of runs at the same time', async () => {
    const prepared = prepareWorkflow(WORKFLOW_DOCUMENT, { kinds })
    const topics = Array.from({ length: 20 }, (_, index) => `topic ${index}`)
    const ends = await Promise.all(
      topics.map(async (topic) => (await collect(prepared.run({ inputs: { topic } }))).at(-1)),
    )
    expect(ends.map((end) => end && 'outputs' in end && end.outputs)).toEqual(
      topics.map((topic) => ({ topic })),
    )
  })

  it('refuses what it cannot run', () => {
    expect(() => prepareWorkflow('- a', { kinds })).toThrow(DslInvalid)
    expect(() => prepareWorkflow(CHAT_DOCUMENT, { kinds })).toThrow(ValidationError)
    const unknown = WORKFLOW_DOCUMENT.replace('type: end', 'type: nobody-knows')
    expect(() => prepareWorkflow(unknown, { kinds })).toThrow(GraphInvalid)
  })
})
