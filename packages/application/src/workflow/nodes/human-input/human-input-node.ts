import {
  NodeData,
  renderSubmittedForm,
  TIMEOUT_HANDLE,
  type BoundNode,
  type Form,
  type FormAnswer,
  type NodeContext,
  type NodeDefinition,
  type NodeKind,
  type NodeOutcome,
  type NodeSuccess,
  type SegmentType,
} from '@weft/domain/workflow'
import { randomIds } from '../../../kernel/index.js'
import { readHumanInputData, type HumanInputData } from './human-input-data.js'
import { openForm, type FormIdentities } from './open-form.js'

/**
 * Asks people: shows a form and pauses the run. When the form is submitted, takes the edges of the chosen action, with
 * the values as outputs; when nobody submits it in time, those of the handle `__timeout__`.
 */
export class HumanInputNodeKind implements NodeKind {
  readonly type = 'human-input'
  readonly versions = ['1', '2']
  readonly executionClass = 'branch'
  readonly isRetryable = false

  constructor(private readonly identities: FormIdentities = randomIdentities) {}

  bind(node: NodeDefinition): BoundNode {
    const data = readHumanInputData(NodeData.of(node))
    // Not at once: what runs beside the node has begun by the time it asks for a pause.
    return { execute: async (context) => this.visit(data, node.title, context) }
  }

  private visit(data: HumanInputData, title: string, context: NodeContext): NodeOutcome {
    const { pause, variables } = context
    if (pause?.reason.type === 'form') {
      if (pause.answer === undefined) return { type: 'paused', reason: pause.reason }
      return answered(pause.reason.form, pause.answer)
    }
    if (variables.get(['sys', 'workflow_run_id']) === undefined) return NO_RUN
    const form = openForm(data, context, title, this.identities)
    return { type: 'paused', reason: { type: 'form', form } }
  }
}

function answered(form: Form, answer: FormAnswer): NodeSuccess {
  if (answer.type === 'timed-out')
    return {
      type: 'succeeded',
      handle: TIMEOUT_HANDLE,
      outputs: outputsOf({ actionId: '', title: '', content: renderSubmittedForm(form, {}) }),
    }
  const { actionId, actionTitle, renderedContent, values } = answer
  return {
    type: 'succeeded',
    handle: actionId,
    outputs: {
      ...values,
      ...outputsOf({ actionId, title: actionTitle, content: renderedContent }),
    },
    outputTypes: typesOf(form),
  }
}

function outputsOf(answer: {
  readonly actionId: string
  readonly title: string
  readonly content: string
}) {
  return {
    __action_id: answer.actionId,
    __action_value: answer.title,
    __rendered_content: answer.content,
  }
}

/** A list without files is a list of files all the same. */
function typesOf({ fields }: Form): { readonly [name: string]: SegmentType } {
  const lists = fields.filter(({ type }) => type === 'file-list')
  return Object.fromEntries(lists.map(({ name }) => [name, 'array[file]' as const]))
}

const NO_RUN: NodeOutcome = {
  type: 'failed',
  error: 'workflow_execution_id is required for HITL',
  errorType: 'HumanInputNodeError',
}

const TOKEN_BYTES = 24

const randomIdentities: FormIdentities = {
  nextId: () => randomIds.next(),
  nextToken: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join(''),
}
