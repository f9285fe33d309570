import { isJsonObject, TokenUsage, type JsonObject } from '@weft/domain/kernel'
import type {
  BoundNode,
  ExecutionClass,
  NodeContext,
  NodeDefinition,
  NodeExecutionResult,
  NodeKind,
  NodeOutcome,
  NodeProgress,
} from '@weft/domain/workflow'
import { usesModels } from '../nodes/shared/model-using-node-kind.js'
import { InvalidMocks } from './invalid-mocks.js'
import { chunksOf, type MockScript, type NodeMock } from './node-mock.js'
import { ScriptedModels } from './scripted-models.js'
import { wait } from '../../kernel/index.js'

type Play = (context: NodeContext) => NodeExecutionResult

/** A node that plays its script, one step per invocation. */
export function bindMock(node: NodeDefinition, kind: NodeKind, script: MockScript): BoundNode {
  const plays = script.steps.map((step) => toPlay(step, node, kind, script.entry))
  const template = kind.executionClass === 'response' ? kind.bind(node) : {}
  let invocation = 0
  return {
    ...template,
    execute: (context) => {
      const play = plays[script.isSequence ? invocation : 0]
      invocation++
      if (play) return play(context)
      throw new InvalidMocks(
        script.entry,
        `has ${plays.length} steps, and the node is invoked for the ${invocation}th time`,
      )
    },
  }
}

function toPlay(step: NodeMock, node: NodeDefinition, kind: NodeKind, entry: string): Play {
  switch (step.type) {
    case 'outputs':
      return (context) => playOutputs(step, kind.executionClass, kind.type, context, entry)
    case 'failure':
      return (context) => playFailure(step, context)
    case 'model-reply':
    case 'model-failure':
      return playModel(step, node, kind, entry)
  }
}

function playModel(
  step: Extract<NodeMock, { type: 'model-reply' | 'model-failure' }>,
  node: NodeDefinition,
  kind: NodeKind,
  entry: string,
): Play {
  if (!usesModels(kind))
    throw new InvalidMocks(entry, `scripts a model, and ${kind.type} nodes have none`)
  const bound = kind.withModels(new ScriptedModels(step)).bind(node)
  return (context) => bound.execute(context)
}

async function playFailure(
  { error, errorType, delayMs }: Extract<NodeMock, { type: 'failure' }>,
  { signal }: NodeContext,
): Promise<NodeOutcome> {
  if (delayMs > 0) await wait(delayMs, signal)
  return { type: 'failed', error, errorType }
}

/** Kinds whose `text` is streamed also when nobody says how. */
const STREAMING: ReadonlySet<string> = new Set(['llm', 'agent'])

async function* playOutputs(
  step: Extract<NodeMock, { type: 'outputs' }>,
  executionClass: ExecutionClass,
  type: string,
  { signal }: NodeContext,
  entry: string,
): AsyncGenerator<NodeProgress, NodeOutcome, undefined> {
  const { outputs, delayMs } = step
  if (delayMs > 0) await wait(delayMs, signal)
  const text = outputs['text']
  if (typeof text === 'string' && (step.chunks || STREAMING.has(type)))
    yield* streamText(text, step, signal)
  return {
    type: 'succeeded',
    outputs,
    ...usageOf(outputs),
    ...(executionClass === 'branch' && { handle: handleOf(step, entry) }),
  }
}

async function* streamText(
  text: string,
  step: NodeMock,
  signal: AbortSignal,
): AsyncGenerator<NodeProgress, void, undefined> {
  for (const chunk of chunksOf(text, step)) {
    if (step.chunkDelayMs > 0) await wait(step.chunkDelayMs, signal)
    yield { type: 'chunk', output: 'text', text: chunk, isFinal: false }
  }
  yield { type: 'chunk', output: 'text', text: '', isFinal: true }
}

/** Outputs in which branch nodes name the handle they took. */
const HANDLE_OUTPUTS = ['selected_case_id', 'class_id', '__action_id']

function handleOf(
  { outputs, handle }: Extract<NodeMock, { type: 'outputs' }>,
  entry: string,
): string {
  const named = [handle, ...HANDLE_OUTPUTS.map((name) => outputs[name])]
  const chosen = named.find((name) => typeof name === 'string')
  if (chosen === undefined) throw new InvalidMocks(entry, 'must say which handle is taken: handle')
  return chosen
}

function usageOf({ usage }: JsonObject): Pick<NodeOutcome, 'usage' | 'metadata'> {
  if (!isJsonObject(usage)) return {}
  const spent = TokenUsage.of({
    promptTokens: countIn(usage, 'prompt_tokens'),
    completionTokens: countIn(usage, 'completion_tokens'),
  })
  return { usage: spent, metadata: { total_tokens: spent.totalTokens } }
}

function countIn(usage: JsonObject, key: string): number {
  const count = usage[key]
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? count : 0
}
