// Runs a DSL document inside this program: no server, no database. Every port is handed in, so each can be your own.
import { createModelRegistry } from '@weft/adapters-llm'
import { runWorkflow, standardNodeKinds } from '@weft/application/workflow'
import { NodeKindTable } from '@weft/domain/workflow'
import { createCodeSandbox, createTemplateRenderer } from '@weft/sandbox'

const document = `
kind: app
version: 0.6.0
app: { name: Greeter, mode: workflow }
workflow:
  graph:
    nodes:
      - { id: start, data: { type: start, title: Start, variables: [{ variable: name, label: Name, type: text-input, required: true }] } }
      - id: shout
        data:
          type: code
          title: Shout
          code_language: python3
          code: |
            def main(name: str) -> dict:
                return {"loud": name.upper()}
          variables: [{ variable: name, value_selector: [start, name] }]
          outputs: { loud: { type: string, children: null } }
      - id: llm
        data:
          type: llm
          title: Greet
          model: { provider: offline, name: echo, mode: chat, completion_params: {} }
          prompt_template: [{ role: user, text: 'Hello {{#shout.loud#}}!' }]
          context: { enabled: false, variable_selector: [] }
      - { id: end, data: { type: end, title: End, outputs: [{ variable: greeting, value_selector: [llm, text] }] } }
    edges:
      - { source: start, target: shout }
      - { source: shout, target: llm }
      - { source: llm, target: end }
`

// A clock of our own: any object that fits the port will do.
const clock = { now: () => new Date() }
const code = createCodeSandbox()
const kinds = NodeKindTable.of(
  standardNodeKinds({
    models: createModelRegistry({ providers: [{ kind: 'offline' }], fetch }),
    code,
    templates: createTemplateRenderer(),
  }),
)

for await (const events of runWorkflow(document, { inputs: { name: 'Ada' } }, { kinds, clock })) {
  for (const event of events) {
    if (event.type === 'NodeSucceeded') console.log(`${event.execution.title}: done`)
    if (event.type === 'RunSucceeded') console.log(event.outputs.greeting)
    if (event.type === 'RunFailed') throw new Error(event.error)
  }
}
await code.close()
