import type { JsonObject } from '@weft/domain/kernel'
import {
  attachMedia,
  fitContent,
  historyText,
  promptRecord,
  usageRecord,
  type LanguageModel,
  type ModelRegistry,
  type PromptMessage,
} from '@weft/domain/model'
import {
  NodeData,
  renderTemplate,
  renderText,
  templateSelectors,
  type BoundNode,
  type NodeContext,
  type NodeDefinition,
  type NodeFailure,
  type NodeKind,
  type NodeOutcome,
  type NodeSuccess,
  type Selector,
} from '@weft/domain/workflow'
import { readHistory } from '../llm/build-prompt.js'
import { resolveParameters } from '../llm/completion-parameters.js'
import { maskSecrets } from '../llm/mask-secrets.js'
import { askedByApp } from '../shared/asked-by-app.js'
import { recordValue } from '../shared/record-value.js'
import { modelNodeFailure } from '../shared/model-node-failure.js'
import { collectReply, replyRecord, type ModelReply } from '../shared/model-reply.js'
import { visionMedia } from '../shared/model-settings.js'
import type { ModelUsingNodeKind } from '../shared/model-using-node-kind.js'
import { parseClassifierData, type ClassifierData } from './classifier-data.js'
import { chatPrompt, completionPrompt } from './classifier-prompt.js'
import { ClassifierReplyInvalid, readChoice } from './read-choice.js'

/** Lets a model choose which of several classes a text belongs to, and takes the edges of that class. */
export class QuestionClassifierNodeKind implements ModelUsingNodeKind {
  readonly type = 'question-classifier'
  readonly versions = ['1']
  readonly executionClass = 'branch'
  readonly isRetryable = false

  constructor(private readonly models: ModelRegistry) {}

  withModels(models: ModelRegistry): NodeKind {
    return new QuestionClassifierNodeKind(models)
  }

  bind(node: NodeDefinition): BoundNode {
    const data = parseClassifierData(NodeData.of(node))
    return { execute: (context) => this.classify(data, context) }
  }

  private async classify(data: ClassifierData, context: NodeContext): Promise<NodeOutcome> {
    const inputs = recordInputs(data, context)
    try {
      return { ...(await this.ask(data, context)), inputs }
    } catch (error) {
      return modelNodeFailure(error, inputs, context.signal)
    }
  }

  private async ask(
    data: ClassifierData,
    context: NodeContext,
  ): Promise<NodeSuccess | NodeFailure> {
    const { run, signal, nodeId, variables } = context
    const { settings } = data
    const foundModel = await this.models.languageModel(run.tenantId, settings.model)
    const model = askedByApp(foundModel, variables)
    const parameters = resolveParameters(settings.parameters, variables)
    const messages = await buildPrompt(data, context, model, parameters)
    const chunks = model.complete(
      {
        messages,
        parameters,
        stop: settings.parameters.stop,
        tools: [],
        responseSchema: undefined,
        user: run.user,
        nodeId,
      },
      { signal },
    )
    const reply = await collectReply(chunks)
    const prompts = maskSecrets(promptRecord(messages), referencesOf(data), variables)
    return { ...toResult(data, context, reply), ...replyRecord(model, prompts, reply) }
  }
}

async function buildPrompt(
  { settings, query, classes, instruction }: ClassifierData,
  { variables, memory }: NodeContext,
  model: LanguageModel,
  parameters: JsonObject,
): Promise<readonly PromptMessage[]> {
  const history = await readHistory(settings.memory, { memory, model, parameters })
  const question = {
    query: queryText(query, variables),
    classes: classes.map(({ id, name }) => ({ id, name: renderTemplate(name, variables) })),
    instruction: renderTemplate(instruction, variables),
    histories: historyText(history),
  }
  const messages = model.profile.mode === 'chat' ? chatPrompt(question) : completionPrompt(question)
  return fitContent(attachMedia(messages, visionMedia(settings.vision, variables)), model.profile)
}

function queryText(selector: Selector | undefined, variables: NodeContext['variables']): string {
  const segment = selector && variables.get(selector)
  return segment ? renderText(segment) : ''
}

/** The tokens are spent whether or not the reply is what was wanted. */
function toResult(
  data: ClassifierData,
  context: NodeContext,
  reply: ModelReply,
): NodeSuccess | NodeFailure {
  try {
    return chosen(data, context, readChoice(reply.text), reply)
  } catch (error) {
    if (error instanceof ClassifierReplyInvalid)
      return { type: 'failed', error: error.message, errorType: error.errorType }
    throw error
  }
}

/** A category nobody offered means the first one. */
function chosen(
  { classes }: ClassifierData,
  { variables }: NodeContext,
  id: string | undefined,
  { usage }: ModelReply,
): NodeSuccess | NodeFailure {
  const found = classes.find((each) => each.id === id) ?? classes[0]
  if (!found) return noClasses()
  return {
    type: 'succeeded',
    handle: found.id,
    outputs: {
      class_name: renderTemplate(found.name, variables),
      class_label: found.label,
      class_id: found.id,
      usage: usageRecord(usage),
    },
  }
}

function noClasses(): NodeFailure {
  const error = 'The classifier has no classes to choose from.'
  return { type: 'failed', error, errorType: 'QuestionClassifierNodeError' }
}

function recordInputs({ settings, query }: ClassifierData, { variables }: NodeContext): JsonObject {
  const segment = query && variables.get(query)
  return {
    query: segment ? recordValue(segment) : '',
    model_provider: settings.model.provider,
    model_name: settings.model.name,
  }
}

function referencesOf({ query, classes, instruction }: ClassifierData): readonly Selector[] {
  return [
    ...(query ? [query] : []),
    ...classes.flatMap(({ name }) => templateSelectors(name)),
    ...templateSelectors(instruction),
  ]
}
