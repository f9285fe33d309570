import { usageRecord, type ModelRegistry } from '@weft/domain/model'
import {
  NodeData,
  renderTemplate,
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
import { askModel, questionRecord, questionText, type ModelQuestion } from '../shared/ask-model.js'
import { modelNodeFailure } from '../shared/model-node-failure.js'
import type { ModelReply } from '../shared/model-reply.js'
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
    const inputs = questionRecord(data.query, data.settings, context.variables)
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
    const { reply, record } = await askModel(this.models, toQuestion(data, context), context)
    return { ...toResult(data, context, reply), ...record }
  }
}

function toQuestion(data: ClassifierData, { variables }: NodeContext): ModelQuestion {
  const { settings, query, classes, instruction } = data
  return {
    settings,
    references: referencesOf(data),
    messages: (model, histories) => {
      const question = {
        query: questionText(query, variables),
        classes: classes.map(({ id, name }) => ({ id, name: renderTemplate(name, variables) })),
        instruction: renderTemplate(instruction, variables),
        histories,
      }
      return model.profile.mode === 'chat' ? chatPrompt(question) : completionPrompt(question)
    },
  }
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

function referencesOf({ query, classes, instruction }: ClassifierData): readonly Selector[] {
  return [
    ...(query ? [query] : []),
    ...classes.flatMap(({ name }) => templateSelectors(name)),
    ...templateSelectors(instruction),
  ]
}
