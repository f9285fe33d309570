import type { JsonObject } from '@weft/domain/kernel'

type Node = { readonly id: string; readonly data: JsonObject; readonly parentId?: string }

/** A document as text: nodes by id, edges as `a -> b` or `a[handle] -> b`. */
export function aDocument(
  mode: 'workflow' | 'advanced-chat',
  nodes: readonly Node[],
  edges: readonly string[],
): string {
  return JSON.stringify({
    kind: 'app',
    version: '0.6.0',
    app: { name: 'Approvals', mode, icon: '✋', description: '' },
    workflow: {
      features: {},
      environment_variables: [],
      conversation_variables: [
        { id: 'c1', name: 'last', value_type: 'string', value: 'nothing', description: '' },
      ],
      graph: { nodes, edges: edges.map(anEdge) },
    },
  })
}

function anEdge(text: string, position: number) {
  const [, source = '', sourceHandle = 'source', target = ''] =
    /^(\w+)(?:\[(\w+)\])? -> (\w+)$/.exec(text) ?? []
  return { id: `e${position}`, source, target, sourceHandle, targetHandle: 'target' }
}

export const start: Node = {
  id: 'start',
  data: {
    type: 'start',
    title: 'Start',
    variables: [{ variable: 'topic', label: 'Topic', type: 'text-input', required: false }],
  },
}

/** Asks whether to go on, with one field. */
export function anApproval(id: string, data: JsonObject = {}): Node {
  return {
    id,
    data: {
      type: 'human-input',
      title: 'Approval',
      form_content: `Release **{{#start.topic#}}**? {{#$output.note#}}`,
      inputs: [
        {
          type: 'paragraph',
          output_variable_name: 'note',
          default: { type: 'variable', selector: ['start', 'topic'], value: '' },
        },
      ],
      user_actions: [
        { id: 'approve', title: 'Approve', button_style: 'primary' },
        { id: 'reject', title: 'Reject', button_style: 'default' },
      ],
      timeout: 2,
      timeout_unit: 'day',
      delivery_methods: [{ type: 'webapp', enabled: true }],
      ...data,
    },
  }
}

export function anOutput(
  id: string,
  outputs: { readonly [name: string]: readonly string[] },
): Node {
  return {
    id,
    data: {
      type: 'end',
      title: id,
      outputs: Object.entries(outputs).map(([variable, value_selector]) => ({
        variable,
        value_selector,
      })),
    },
  }
}

function anAnswer(id: string, answer: string): Node {
  return { id, data: { type: 'answer', title: id, answer } }
}

/** One approval with a way out for each of its actions, and one for its time-out. */
export const APPROVAL_WORKFLOW = aDocument(
  'workflow',
  [
    start,
    anApproval('approval'),
    anOutput('approved', {
      note: ['approval', 'note'],
      action: ['approval', '__action_id'],
      title: ['approval', '__action_value'],
      content: ['approval', '__rendered_content'],
    }),
    anOutput('rejected', { action: ['approval', '__action_id'] }),
    anOutput('late', { late: ['approval', '__action_id'] }),
  ],
  [
    'start -> approval',
    'approval[approve] -> approved',
    'approval[reject] -> rejected',
    'approval[__timeout__] -> late',
  ],
)

/** Says something, asks, and says what was answered. */
export const APPROVAL_CHATFLOW = aDocument(
  'advanced-chat',
  [
    start,
    anAnswer('before', 'You said {{#sys.query#}}. '),
    anApproval('approval'),
    anAnswer('after', 'They said {{#approval.note#}}.'),
  ],
  ['start -> before', 'before -> approval', 'approval[approve] -> after'],
)

/** Two approvals, one after the other. */
export const TWO_APPROVALS = aDocument(
  'workflow',
  [
    start,
    anApproval('first'),
    anApproval('second', { inputs: [] }),
    anOutput('done', { note: ['first', 'note'], action: ['second', '__action_id'] }),
  ],
  ['start -> first', 'first[approve] -> second', 'second[reject] -> done'],
)
