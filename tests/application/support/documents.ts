/** Documents of apps, as small as they can be. */
const app = (name: string, mode: string) => `
kind: app
version: 0.6.0
app:
  name: ${name}
  mode: ${mode}
  icon: 🧵
  description: An app for tests.
`

/** Gives back the topic it is asked about. */
export const WORKFLOW_DOCUMENT = `${app('Echo', 'workflow')}
workflow:
  features: {}
  environment_variables:
    - { id: e1, name: token, value_type: secret, value: hush-hush-hush, description: '' }
  conversation_variables: []
  graph:
    nodes:
      - id: start
        data:
          type: start
          title: Start
          variables:
            - { variable: topic, label: Topic, type: text-input, required: true, max_length: 20 }
      - id: end
        data:
          type: end
          title: End
          outputs: [{ variable: topic, value_selector: [start, topic] }]
    edges:
      - { id: e, source: start, target: end, sourceHandle: source, targetHandle: target }
`

/** Says back what it is told, and counts its rounds in a conversation variable. */
export const CHATFLOW_DOCUMENT = `${app('Parrot', 'advanced-chat')}
workflow:
  features: { opening_statement: 'Hello {{name}}!', retriever_resource: { enabled: true } }
  environment_variables: []
  conversation_variables:
    - { id: c1, name: last, value_type: string, value: nothing, description: What was said last. }
  graph:
    nodes:
      - id: start
        data:
          type: start
          title: Start
          variables: [{ variable: name, label: Name, type: text-input, required: false }]
      - id: answer
        data:
          type: answer
          title: Answer
          answer: '{{#sys.dialogue_count#}}: {{#sys.query#}}, before: {{#conversation.last#}}'
      - id: note
        data:
          type: assigner
          version: '2'
          title: Note
          items:
            - variable_selector: [conversation, last]
              input_type: variable
              operation: over-write
              value: [sys, query]
    edges:
      - { id: e1, source: start, target: answer, sourceHandle: source, targetHandle: target }
      - { id: e2, source: answer, target: note, sourceHandle: source, targetHandle: target }
`

/** A chat app of one prompt. */
export const CHAT_DOCUMENT = `${app('Helper', 'chat')}
model_config:
  pre_prompt: You help {{name}}.
  prompt_type: simple
  opening_statement: Hello {{name}}!
  suggested_questions: [Who are you?]
  user_input_form:
    - text-input: { variable: name, label: Name, required: true, max_length: 10 }
  model:
    provider: openai
    name: test-model
    mode: chat
    completion_params: { temperature: 0.5, max_tokens: 100, stop: [END] }
`

export const COMPLETION_DOCUMENT = CHAT_DOCUMENT.replace(
  'mode: chat\n  icon',
  'mode: completion\n  icon',
)

export const AGENT_DOCUMENT = CHAT_DOCUMENT.replace(
  'mode: chat\n  icon',
  'mode: agent-chat\n  icon',
)
