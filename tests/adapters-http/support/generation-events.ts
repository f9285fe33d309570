import type { GenerationBegun, GenerationEvent, MessageEnded } from '@weft/application/conversation'
import { ConversationId, MessageId } from '@weft/domain/conversation'
import { TokenUsage } from '@weft/domain/kernel'
import {
  RunId,
  type NodeExecution,
  type RunStarted,
  type RunSucceeded,
} from '@weft/domain/workflow'
import type { AppMode } from '@weft/domain/app'
import { anId, at } from './a-caller.js'

export const runId = RunId.parse(anId(10))
export const messageId = MessageId.parse(anId(11))
export const conversationId = ConversationId.parse(anId(12))
export const taskId = anId(13)
export const workflowId = anId(14)

export const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000)

export function aBegun(mode: AppMode): GenerationBegun {
  const hasRun = mode === 'workflow' || mode === 'advanced-chat'
  return {
    type: 'GenerationBegun',
    taskId,
    mode,
    message: mode === 'workflow' ? undefined : { id: messageId, conversationId, createdAt: at },
    run: hasRun
      ? { id: runId, workflowId, createdAt: at, createdBy: { id: anId(4), user: 'u1' } }
      : undefined,
  }
}

export function anExecution(overrides: Partial<NodeExecution> = {}): NodeExecution {
  return {
    id: 'e1',
    nodeId: '1712',
    nodeType: 'llm',
    title: 'LLM',
    index: 2,
    predecessorNodeId: undefined,
    frameId: '',
    container: undefined,
    startedAt: at,
    ...overrides,
  }
}

export const aRunStarted: RunStarted = {
  type: 'RunStarted',
  runId,
  reason: 'initial',
  inputs: { topic: 'tea', 'sys.user_id': 'u1' },
  at,
}

export function aRunSucceeded(overrides: Partial<RunSucceeded> = {}): RunSucceeded {
  return {
    type: 'RunSucceeded',
    outputs: { summary: 'Tea is hot.' },
    usage: TokenUsage.none,
    steps: 3,
    exceptionsCount: 0,
    at: later(1.5),
    ...overrides,
  }
}

export function aMessageEnded(overrides: Partial<MessageEnded> = {}): MessageEnded {
  return {
    type: 'MessageEnded',
    answer: 'Hello Ada.',
    usage: TokenUsage.of({ promptTokens: 21, completionTokens: 4, latency: 0.412 }),
    retrieverResources: [],
    files: [],
    ...overrides,
  }
}

export async function* batchesOf(
  ...batches: readonly (readonly GenerationEvent[])[]
): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
  for (const batch of batches) yield await Promise.resolve(batch)
}
