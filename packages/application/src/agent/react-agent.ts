import {
  addRoundUsage,
  AgentIterationsExhausted,
  DEFAULT_REACT_PROMPT,
  endsReact,
  finalAnswer,
  flattenMedia,
  REACT_STOP,
  ReactParser,
  reactMessages,
  reactSystemPrompt,
  roundsFor,
  type ReactAction,
  type ReactPiece,
  type ReactStep,
} from '@weft/domain/agent'
import { TokenUsage, type JsonObject } from '@weft/domain/kernel'
import { fitContent, splitReasoning, type PromptMessage } from '@weft/domain/model'
import type { AgentEvent, AgentRun, AgentTask } from './agent-task.js'
import { askModel, type ModelTurn } from './model-round.js'
import { queryMessage } from './query-message.js'
import { StepLog } from './step-log.js'
import { takeToolStep } from './tool-step.js'

/**
 * An agent whose model says in words what it thinks and which tool it wants. Its thoughts are told as steps; the answer is
 * what it gives as final one, or all it said where it asked for nothing.
 *
 * @param prompt with the places `{{instruction}}`, `{{tools}}` and `{{tool_names}}`.
 * @throws AgentIterationsExhausted when the model wants a tool in its last round.
 * @throws ModelCallFailed when the provider refuses or breaks off.
 */
export async function* runReactAgent(task: AgentTask, prompt = DEFAULT_REACT_PROMPT): AgentRun {
  const rounds = roundsFor(task.maxIterations)
  const steps: ReactStep[] = []
  let usage = TokenUsage.none
  let { parameters } = task
  for (let round = 1; ; round++) {
    const isLast = round === rounds
    const played = yield* playRound({ ...task, parameters }, { prompt, round, isLast, steps })
    parameters = played.parameters
    usage = addRoundUsage(usage, played.usage)
    yield { type: 'usage', usage }
    if (played.answer !== undefined) {
      if (played.answer !== '') yield { type: 'text', text: played.answer }
      return { text: played.answer, usage, rounds: round }
    }
    if (isLast) throw new AgentIterationsExhausted(rounds - 1)
  }
}

type Round = {
  readonly prompt: string
  readonly round: number
  readonly isLast: boolean
  readonly steps: ReactStep[]
}

type PlayedRound = {
  readonly usage: TokenUsage
  readonly parameters: JsonObject
  /** Absent when the agent wants to go on. */
  readonly answer: string | undefined
}

async function* playRound(
  task: AgentTask,
  round: Round,
): AsyncGenerator<AgentEvent, PlayedRound, undefined> {
  const roundId = `${task.idPrefix}:round-${round.round}`
  const log = new StepLog({ id: roundId, parentId: undefined, label: `ROUND ${round.round}` }, () =>
    task.now(),
  )
  yield log.start()
  const turn = yield* askModel(task, {
    roundId,
    messages: messagesFor(task, round),
    tools: [],
    stop: stopWords(task),
    onText: () => [],
  })
  const said = readTurn(turn)
  const answer = answerOf(said)
  const observation =
    answer === undefined && said.action && !round.isLast
      ? yield* act(task, roundId, said.thought, said.action, round.steps)
      : ''
  const output = {
    thought: said.thought,
    action: said.action?.name ?? null,
    observation,
    answer: answer ?? null,
  }
  yield log.succeed({ output }, turn.usage)
  return { usage: turn.usage, parameters: turn.parameters, answer }
}

async function* act(
  task: AgentTask,
  roundId: string,
  thought: string,
  { name, input }: ReactAction,
  steps: ReactStep[],
): AsyncGenerator<AgentEvent, string, undefined> {
  const { observation } = yield* takeToolStep(task, { roundId, index: 1, name, given: input })
  const action = JSON.stringify({ action: name, action_input: input })
  steps.push({ thought: thought === '' ? NO_THOUGHT : thought, action, observation })
  return observation
}

const NO_THOUGHT = 'I use a tool.'

type Said = {
  readonly thought: string
  /** All of it, as it was said. */
  readonly text: string
  /** The first action; what comes after it was said without knowing what it brings. */
  readonly action: ReactAction | undefined
}

function readTurn({ text }: ModelTurn): Said {
  const parser = new ReactParser()
  const reply = splitReasoning(text).text
  const pieces = [...parser.push(reply), ...parser.end()]
  const first = pieces.findIndex(({ type }) => type === 'action')
  const before = first < 0 ? pieces : pieces.slice(0, first)
  const piece = pieces[first]
  return {
    thought: textOf(before),
    text: textOf(pieces),
    action: piece?.type === 'action' ? piece.action : undefined,
  }
}

function textOf(pieces: readonly ReactPiece[]): string {
  return pieces
    .map((piece) => (piece.type === 'text' ? piece.text : ''))
    .join('')
    .trim()
}

/** Nothing while the agent wants a tool, or misspells its final answer. */
function answerOf({ action, text }: Said): string | undefined {
  if (!action) return text
  return endsReact(action) ? finalAnswer(action) : undefined
}

function messagesFor(task: AgentTask, { prompt, isLast, steps }: Round): readonly PromptMessage[] {
  const { model, instruction, history, tools } = task
  const definitions = isLast ? [] : tools.map(({ definition }) => definition)
  const query = queryMessage(task)
  const messages = reactMessages({
    mode: model.profile.mode,
    system: reactSystemPrompt(prompt, instruction, definitions),
    history,
    query: steps.length === 0 ? query : (flattenMedia([query])[0] ?? query),
    steps,
  })
  return fitContent(messages, model.profile)
}

/** One provider refuses stop words it does not know. */
function stopWords({ stop, model }: AgentTask): readonly string[] {
  const isRefused = model.ref.provider.split('/').at(-1) === 'wenxin'
  return isRefused || stop.includes(REACT_STOP) ? stop : [...stop, REACT_STOP]
}
