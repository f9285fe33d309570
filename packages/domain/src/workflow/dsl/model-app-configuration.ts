import type { JsonObject } from '../../kernel/index.js'
import type {
  HistoryPrefixes,
  ModelRef,
  PromptEdition,
  PromptTemplateMessage,
} from '../../model/index.js'
import type { InputForm } from '../input/input-form.js'
import type { AppFeatures } from './features.js'

/** What the `model_config` section of a document says: how a chat, agent-chat or completion app answers. */
export type ModelAppConfiguration = {
  /** Absent until its author has chosen one. */
  readonly model: ConfiguredModel | undefined
  /** `simple`: one text, `prePrompt`. `advanced`: `chatPrompt` or `completionPrompt`, by the model's mode. */
  readonly promptType: 'simple' | 'advanced'
  readonly prePrompt: string
  readonly chatPrompt: readonly PromptTemplateMessage[]
  readonly completionPrompt: {
    readonly text: string
    readonly edition: PromptEdition
    /** Absent where the document does not speak of them: history is then not filled in. */
    readonly prefixes: HistoryPrefixes | undefined
  }
  readonly inputForm: InputForm
  readonly features: AppFeatures
  /** Completion apps: the variable whose value is searched for in the knowledge; empty when there is none. */
  readonly datasetQueryVariable: string
  /** Knowledge, agent and external tools as the document has them. */
  readonly datasetConfigs: JsonObject
  readonly agentMode: JsonObject
  readonly externalDataTools: readonly JsonObject[]
  /** The section as it is in the document, unknown keys included. */
  readonly raw: JsonObject
}

export type ConfiguredModel = {
  readonly ref: ModelRef
  readonly mode: 'chat' | 'completion'
  /** Without `stop`. */
  readonly parameters: JsonObject
  readonly stop: readonly string[]
}
