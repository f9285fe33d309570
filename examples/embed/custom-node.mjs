// A node kind of one's own: two small objects, registered like the built-in ones.
import { runWorkflow, standardNodeKinds } from '@weft/application/workflow'
import { InvalidNodeData, NodeKindTable } from '@weft/domain/workflow'

/** `reverse`: turns a text round. `bind` reads the node's data once; `execute` runs any number of times. */
const reverseNodeKind = {
  type: 'reverse',
  versions: ['1'],
  executionClass: 'executable',
  isRetryable: false,
  bind({ id, data }) {
    const selector = data.text_selector
    if (!Array.isArray(selector)) throw new InvalidNodeData(id, 'text_selector', 'must be a list')
    return {
      execute({ variables }) {
        const text = String(variables.get(selector)?.value ?? '')
        return { type: 'succeeded', outputs: { text: [...text].reverse().join('') } }
      },
    }
  },
}

const document = {
  kind: 'app',
  version: '0.6.0',
  app: { name: 'Reverser', mode: 'workflow' },
  workflow: {
    graph: {
      nodes: [
        {
          id: 'start',
          data: {
            type: 'start',
            title: 'Start',
            variables: [{ variable: 'text', type: 'text-input' }],
          },
        },
        { id: 'turn', data: { type: 'reverse', title: 'Turn', text_selector: ['start', 'text'] } },
        {
          id: 'end',
          data: {
            type: 'end',
            title: 'End',
            outputs: [{ variable: 'text', value_selector: ['turn', 'text'] }],
          },
        },
      ],
      edges: [
        { source: 'start', target: 'turn' },
        { source: 'turn', target: 'end' },
      ],
    },
  },
}

/** Ports no node of this document calls: they only say so if one does. */
const absent = (name) => () => {
  throw new Error(`This program has no ${name}.`)
}
const services = {
  models: { languageModel: absent('models'), embeddingModel: absent('models') },
  code: { run: absent('sandbox') },
  templates: { render: absent('templates') },
}
const kinds = NodeKindTable.of([...standardNodeKinds(services), reverseNodeKind])

for await (const events of runWorkflow(document, { inputs: { text: 'weft' } }, { kinds }))
  for (const event of events) if (event.type === 'RunSucceeded') console.log(event.outputs.text)
