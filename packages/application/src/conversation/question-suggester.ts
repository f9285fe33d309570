import type { AppId, JsonArray, JsonObject, JsonValue, TenantId } from '@weft/domain/kernel'
import {
  historyMessages,
  historyText,
  type HistoryRound,
  type LanguageModel,
  type ModelRef,
  type ParameterRule,
} from '@weft/domain/model'
import { collectText, type AuxiliaryModels } from '../model/index.js'
import type { SuggestionModel, SuggestionSettings } from './suggestion-settings.js'

export type SuggestionArgs = {
  readonly tenantId: TenantId
  readonly appId: AppId
  /** The caller's name for the end user. */
  readonly user: string
  readonly settings: SuggestionSettings
  /** The model the app answers with; absent where it answers by a workflow. */
  readonly appModel: ModelRef | undefined
  /** The rounds that went before, oldest first. */
  readonly rounds: readonly HistoryRound[]
}

const MOST_HISTORY_TOKENS = 3_000
const LONGEST_CALL_MS = 30_000

/** Holds no brackets: a model that repeats it suggests nothing. */
const INSTRUCTION = `Above is a conversation between a human and an assistant. Think of what the human is most likely \
to ask next.
Write exactly three such questions in the language the human speaks, each shorter than 20 characters.
Reply with a JSON array of three strings and nothing else.`

type Choice = Pick<SuggestionModel, 'parameters' | 'stop'> & { readonly model: LanguageModel }

/** Has a model think of what might be asked next. */
export class QuestionSuggester {
  constructor(private readonly models: AuxiliaryModels) {}

  /**
   * What the model listed, as it listed it; empty when nothing was said yet, there is no model, or its
   * reply holds no list.
   *
   * @throws what the model throws, a `SyntaxError` when its list is no JSON, and a `TimeoutError` after 30 seconds.
   */
  async suggest(args: SuggestionArgs, signal: AbortSignal): Promise<JsonArray> {
    const choice = args.rounds.length > 0 ? await this.choose(args) : undefined
    if (!choice) return []
    const { model, parameters, stop } = choice
    const history = await historyMessages(args.rounds, MOST_HISTORY_TOKENS, (messages) =>
      model.countTokens(messages),
    )
    const instruction = args.settings.instruction ?? INSTRUCTION
    const reply = await collectText(
      model,
      {
        messages: [{ role: 'user', content: `${historyText(history)}\n\n${instruction}` }],
        parameters,
        stop,
        tools: [],
        responseSchema: undefined,
        user: args.user,
        nodeId: undefined,
        appId: args.appId,
      },
      AbortSignal.any([signal, AbortSignal.timeout(LONGEST_CALL_MS)]),
    )
    return listIn(reply)
  }

  /** The author's model with the author's parameters; else the workspace's default; else the app's own. */
  private async choose(args: SuggestionArgs): Promise<Choice | undefined> {
    const { tenantId, settings, appModel } = args
    const authors = settings.model
    const own = authors && (await this.models.chosen(tenantId, authors.ref))
    if (own) return { ...authors, model: own.model }
    const auxiliary =
      (await this.models.byDefault(tenantId)) ??
      (appModel && (await this.models.chosen(tenantId, appModel)))
    return (
      auxiliary && {
        model: auxiliary.model,
        parameters: defaultParameters(auxiliary.parameterRules),
        stop: [],
      }
    )
  }
}

/** Short and predictable, and without thinking about it as far as the model lets itself be told. */
function defaultParameters(rules: readonly ParameterRule[]): JsonObject {
  return { max_tokens: 256, temperature: 0, ...withoutThinking(rules) }
}

const LEAST_EFFORTS = ['none', 'minimal', 'low']

function withoutThinking(rules: readonly ParameterRule[]): JsonObject {
  const thinking = rules.find(({ name }) => name === 'thinking')
  if (thinking) return { thinking: thinking.type === 'boolean' ? false : 'disabled' }
  const { options = [] } = rules.find(({ name }) => name === 'reasoning_effort') ?? {}
  const effort = LEAST_EFFORTS.find((level) => options.includes(level))
  return effort === undefined ? {} : { reasoning_effort: effort }
}

/** The first list in the text. It ends at the first closing bracket, wherever that stands. */
function listIn(reply: string): JsonArray {
  const [list] = /\[.*?\]/s.exec(reply) ?? []
  return list === undefined ? [] : (JSON.parse(list) as readonly JsonValue[])
}
