import type { JsonObject } from '@weft/domain/kernel'
import type { RunEnded, RunEvent } from '@weft/domain/workflow'
import {
  createCodeSandbox,
  createTemplateRenderer,
  type CodeSandbox,
  type TemplateSandbox,
} from '@weft/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasSharedFiles, sharedFilesNote } from '../../../support/shared-files.js'
import { mapOf, runSample, sampleCases, type SampleRun } from './sample-case.js'

const STATUSES: Readonly<Record<RunEnded['type'], string>> = {
  RunSucceeded: 'succeeded',
  RunPartiallySucceeded: 'partial-succeeded',
  RunFailed: 'failed',
  RunStopped: 'stopped',
}

const runs = sampleCases().filter(({ expected }) => expected['status'] !== 'load-failed')

describe.runIf(hasSharedFiles)(`sample documents run${sharedFilesNote}`, () => {
  let code: CodeSandbox
  let templates: TemplateSandbox

  beforeAll(() => {
    code = createCodeSandbox()
    templates = createTemplateRenderer()
  })
  afterAll(() => Promise.all([code.close(), templates.close()]))

  it.each(runs.map((sample) => [sample.title, sample] as const))('%s', async (_, sample) => {
    const run = await runSample(sample, { code, templates })
    expect(observed(run, sample.expected)).toEqual(wanted(sample.expected))
  })
})

/** What the case says of the run, as far as this test looks at it. */
function wanted(expected: JsonObject): JsonObject {
  const keys = [
    'status',
    'outputs',
    'answer',
    'streamed_answer',
    'error',
    'exceptions_count',
    'node_outputs',
  ]
  return Object.fromEntries(
    keys.flatMap((key) => (expected[key] === undefined ? [] : [[key, expected[key]]])),
  )
}

/** The same of the run as it was. */
function observed({ events, end }: SampleRun, expected: JsonObject): JsonObject {
  const outputs = end.type === 'RunFailed' ? {} : end.outputs
  const facts: JsonObject = {
    status: STATUSES[end.type],
    outputs,
    answer: outputs['answer'] ?? null,
    streamed_answer: events.map(streamedText).join(''),
    error: end.type === 'RunFailed' ? end.error : null,
    exceptions_count: end.exceptionsCount,
    node_outputs: nodeOutputs(events, mapOf(expected['node_outputs'])),
  }
  return Object.fromEntries(Object.keys(wanted(expected)).map((key) => [key, facts[key] ?? null]))
}

function streamedText(event: RunEvent): string {
  return event.type === 'AnswerStreamed' ? event.text : ''
}

/** Of the nodes the case names, the outputs it names. */
function nodeOutputs(events: readonly RunEvent[], expected: JsonObject): JsonObject {
  const entries = Object.keys(expected).map((nodeId) => {
    const outputs = events.map((event) => outputsOf(event, nodeId)).findLast((each) => each)
    const names = Object.keys(mapOf(expected[nodeId]))
    return [nodeId, Object.fromEntries(names.map((name) => [name, outputs?.[name] ?? null]))]
  })
  return Object.fromEntries(entries) as JsonObject
}

function outputsOf(event: RunEvent, nodeId: string): JsonObject | undefined {
  if (!('execution' in event) || event.execution.nodeId !== nodeId) return undefined
  if (event.type === 'NodeSucceeded') return event.outcome.outputs
  return event.type === 'NodeExceptionHandled' || event.type === 'ContainerSucceeded'
    ? event.outputs
    : undefined
}
