import {
  addRoundUsage,
  AgentIterationsExhausted,
  flattenMedia,
  roundsFor,
} from '@weft/domain/agent'
import { TokenUsage } from '@weft/domain/kernel'
import type { PromptMessage, ToolDefinition } from '@weft/domain/model'
import { fitContent } from '@weft/domain/model'
import type { AgentEvent, AgentResult, AgentRun, AgentTask } from './agent-task.js'
import { askModel, type ModelTurn } from './model-round.js'
import { queryMessage } from './query-message.js'
import { StepLog } from './step-log.js'
import { takeToolStep } from './tool-step.js'

/**
 * An agent whose model calls functions. Calls of one reply are carried out one after the other, in order: what a tool does
 * may matter to the next. The last round has no tools, so that the model answers.
 *
 * @throws AgentIterationsExhausted when the model wants tools even then.
 * @throws ModelCallFailed when the provider refuses or breaks off.
 */
export async function* runFunctionCallingAgent(task: AgentTask): AgentRun {
  const rounds = roundsFor(task.maxIterations)
  const prompt = beginning(task)
  const thread: PromptMessage[] = []
  const answer = new AnswerText()
  let usage = TokenUsage.none
  let { parameters } = task
  for (let round = 1; ; round++) {
    const isLast = round === rounds
    answer.beginRound()
    const turn = yield* playRound(
      { ...task, parameters },
      { round, isLast, prompt, thread, answer },
    )
    parameters = turn.parameters
    usage = addRoundUsage(usage, turn.usage)
    yield { type: 'usage', usage }
    if (turn.toolCalls.length === 0) return result(answer, usage, round)
    if (isLast) throw new AgentIterationsExhausted(rounds - 1)
  }
}

type Round = {
  readonly round: number
  readonly isLast: boolean
  readonly prompt: readonly PromptMessage[]
  readonly thread: PromptMessage[]
  readonly answer: AnswerText
}

async function* playRound(
  task: AgentTask,
  { round, isLast, prompt, thread, answer }: Round,
): AsyncGenerator<AgentEvent, ModelTurn, undefined> {
  const roundId = `${task.idPrefix}:round-${round}`
  const log = new StepLog({ id: roundId, parentId: undefined, label: `ROUND ${round}` }, () =>
    task.now(),
  )
  yield log.start()
  const messages = [...(round === 1 ? prompt : flattenMedia(prompt)), ...thread]
  const turn = yield* askModel(task, {
    roundId,
    messages,
    tools: isLast ? [] : definitionsOf(task),
    stop: task.stop,
    onText: (text) => answer.push(text),
  })
  const responses = isLast ? [] : yield* callTools(task, roundId, turn, thread)
  yield log.succeed({ output: { llm_response: turn.text, tool_responses: responses } }, turn.usage)
  return turn
}

type ToolResponse = {
  readonly tool_call_id: string
  readonly tool_call_name: string
  readonly tool_response: string
}

async function* callTools(
  task: AgentTask,
  roundId: string,
  { text, toolCalls }: ModelTurn,
  thread: PromptMessage[],
): AsyncGenerator<AgentEvent, readonly ToolResponse[], undefined> {
  if (toolCalls.length === 0) return []
  const responses: ToolResponse[] = []
  thread.push({ role: 'assistant', content: text, toolCalls })
  for (const [index, { id, name, arguments: given }] of toolCalls.entries()) {
    const { observation } = yield* takeToolStep(task, { roundId, index: index + 1, name, given })
    thread.push({ role: 'tool', toolCallId: id, content: observation })
    responses.push({ tool_call_id: id, tool_call_name: name, tool_response: observation })
  }
  return responses
}

function beginning(task: AgentTask): readonly PromptMessage[] {
  const { instruction, history, model } = task
  const system: readonly PromptMessage[] =
    instruction === '' ? [] : [{ role: 'system', content: instruction }]
  return fitContent([...system, ...history, queryMessage(task)], model.profile)
}

/** Of several tools with one name the last one is offered. */
function definitionsOf({ tools }: AgentTask): readonly ToolDefinition[] {
  return [...new Map(tools.map(({ definition }) => [definition.name, definition])).values()]
}

function result(answer: AnswerText, usage: TokenUsage, rounds: number): AgentResult {
  return { text: answer.text, usage, rounds }
}

/** The texts of all rounds, each on lines of its own. */
class AnswerText {
  text = ''
  private isNewRound = false

  beginRound(): void {
    this.isNewRound = true
  }

  push(text: string): readonly AgentEvent[] {
    if (text === '') return []
    const needsBreak = this.isNewRound && this.text !== '' && !this.text.endsWith('\n')
    this.isNewRound = false
    const piece = needsBreak ? `\n${text}` : text
    this.text += piece
    return [{ type: 'text', text: piece }]
  }
}
