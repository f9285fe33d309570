/** A chatflow with a model, code, a condition and two answers: the way of a real app. */
export const TRIAGE_DSL = `
kind: app
version: 0.6.0
app: { name: Triage, mode: advanced-chat, description: '', icon: '🩺', icon_type: emoji, icon_background: '#fff' }
workflow:
  environment_variables: []
  conversation_variables: []
  features: { opening_statement: 'How can I help?', retriever_resource: { enabled: true } }
  graph:
    nodes:
      - { id: start, type: custom, data: { type: start, title: Start, variables: [ { variable: name, label: Name, type: text-input, required: true, max_length: 20 } ] } }
      - id: count
        type: custom
        data:
          type: code
          title: Count words
          code_language: python3
          code: |
            def main(query: str) -> dict:
                return {"words": len(query.split())}
          variables: [ { variable: query, value_selector: [sys, query] } ]
          outputs: { words: { type: number, children: null } }
      - id: long
        type: custom
        data:
          type: if-else
          title: Is it long?
          cases:
            - case_id: 'true'
              logical_operator: and
              conditions: [ { variable_selector: [count, words], comparison_operator: '>', value: '2', varType: number } ]
      - id: llm
        type: custom
        data:
          type: llm
          title: Model
          model: { provider: langgenius/openai/openai, name: gpt-test, mode: chat, completion_params: { temperature: 0.2 } }
          prompt_template: [ { role: system, text: 'You help {{#start.name#}}.' } ]
          memory: { window: { enabled: true, size: 5 }, query_prompt_template: '{{#sys.query#}}' }
          context: { enabled: false, variable_selector: [] }
          vision: { enabled: false }
      - { id: answer, type: custom, data: { type: answer, title: Answer, answer: '{{#start.name#}}: {{#llm.text#}}', variables: [] } }
      - { id: short, type: custom, data: { type: answer, title: Short, answer: 'Tell me more, {{#start.name#}}.', variables: [] } }
    edges:
      - { id: e1, source: start, sourceHandle: source, target: count, targetHandle: target }
      - { id: e2, source: count, sourceHandle: source, target: long, targetHandle: target }
      - { id: e3, source: long, sourceHandle: 'true', target: llm, targetHandle: target }
      - { id: e4, source: llm, sourceHandle: source, target: answer, targetHandle: target }
      - { id: e5, source: long, sourceHandle: 'false', target: short, targetHandle: target }
`

/** The smallest workflow there is: what goes in comes out. */
export const PASSTHROUGH_DSL = `
kind: app
version: 0.6.0
app: { name: Passthrough, mode: workflow, description: '' }
workflow:
  environment_variables: []
  conversation_variables: []
  features: {}
  graph:
    nodes:
      - { id: start, type: custom, data: { type: start, title: Start, variables: [ { variable: text, label: Text, type: paragraph, required: false } ] } }
      - { id: end, type: custom, data: { type: end, title: End, outputs: [ { variable: text, value_selector: [start, text] } ] } }
    edges:
      - { id: e1, source: start, sourceHandle: source, target: end, targetHandle: target }
`
