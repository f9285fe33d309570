import { TokenUsage, type JsonObject } from '@weft/domain/kernel'
import {
  fitMaxTokens,
  type PromptMessage,
  type ToolCall,
  type ToolDefinition,
} from '@weft/domain/model'
import type { AgentEvent, AgentTask } from './agent-task.js'
import { StepLog } from './step-log.js'

/** What a model said in one round. */
export type ModelTurn = {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly usage: TokenUsage
  /** What the model was called with: the next round begins with these, an answer once shortened stays short. */
  readonly parameters: JsonObject
}

/** One call of the model, within a round of the agent. */
export type ModelRound = {
  readonly roundId: string
  readonly messages: readonly PromptMessage[]
  readonly tools: readonly ToolDefinition[]
  readonly stop: readonly string[]
  /** What of the text is told at once. */
  onText(text: string): readonly AgentEvent[]
}

/** Asks the model and tells what it says as it comes. */
export async function* askModel(
  task: AgentTask,
  round: ModelRound,
): AsyncGenerator<AgentEvent, ModelTurn, undefined> {
  const { model, invocation, nodeId } = task
  const { provider, name } = model.ref
  const log = new StepLog(
    { id: `${round.roundId}:model`, parentId: round.roundId, label: `${name} Thought`, provider },
    () => task.now(),
  )
  yield log.start()
  const tokens = await model.countTokens(round.messages, round.tools)
  const parameters = fitMaxTokens(task.parameters, model.profile.contextSize, tokens)
  const request = {
    messages: round.messages,
    parameters,
    stop: round.stop,
    tools: round.tools,
    responseSchema: undefined,
    user: invocation.user,
    nodeId,
  }
  const toolCalls: ToolCall[] = []
  let text = ''
  let usage = TokenUsage.none
  for await (const chunk of model.complete(request, { signal: invocation.signal })) {
    if (chunk.type === 'text') {
      text += chunk.text
      yield* round.onText(chunk.text)
    } else if (chunk.type === 'reasoning') yield chunk
    else if (chunk.type === 'tool-call') toolCalls.push(chunk.call)
    else usage = chunk.usage
  }
  yield log.succeed({ output: text, tool_calls: toolCalls.map((call) => ({ ...call })) }, usage)
  return { text, toolCalls, usage, parameters }
}
