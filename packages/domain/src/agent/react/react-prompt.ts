import type { JsonArray } from '../../kernel/index.js'
import { textOf, type PromptMessage, type ToolDefinition } from '../../model/index.js'
import { pythonJson } from '../../workflow/index.js'

/** One step of an agent that thinks and acts in words. */
export type ReactStep = {
  readonly thought: string
  /** The action as the model wrote it, in JSON; absent where it took none. */
  readonly action: string | undefined
  /** What the tool gave back; absent before it did. */
  readonly observation: string | undefined
}

/** What makes the model stop before it invents what a tool says. */
export const REACT_STOP = 'Observation'

/** What an agent that acts in words is told when nobody wrote something else. */
export const DEFAULT_REACT_PROMPT = `Answer the user as well and as exactly as you can.

{{instruction}}

These tools are at your disposal, described as JSON:

{{tools}}

To use a tool, write a JSON object with a key "action" (the name of the tool) and a key "action_input" (its input).
Possible values of "action": "Final Answer" or one of: {{tool_names}}

Write exactly one action per JSON object, like this:

\`\`\`
{
  "action": "<name>",
  "action_input": <input>
}
\`\`\`

Keep to this form:

Question: what the user wants to know
Thought: what is known already, and what to do next
Action:
\`\`\`
<one JSON object>
\`\`\`
Observation: what the action brought
(Thought, Action and Observation may come again, several times)
Thought: now the answer is known
Action:
\`\`\`
{
  "action": "Final Answer",
  "action_input": "the answer to the user"
}
\`\`\`

Always reply with one JSON object that holds one action. Use tools only where they are needed; answer at once where they are not.
`

/** The prompt with the agent's task and tools filled in. */
export function reactSystemPrompt(
  template: string,
  instruction: string,
  tools: readonly ToolDefinition[],
): string {
  const definitions: JsonArray = tools.map(({ name, description, parameters }) => ({
    name,
    description,
    parameters,
  }))
  const values: Readonly<Record<string, string>> = {
    instruction,
    tools: pythonJson(definitions),
    tool_names: tools.map(({ name }) => name).join(', '),
  }
  // One pass, so that an instruction cannot bring marks of its own.
  return template.replace(/\{\{(instruction|tools|tool_names)\}\}/g, (mark, key: string) =>
    Object.hasOwn(values, key) ? (values[key] ?? mark) : mark,
  )
}

/** What was thought, done and seen so far, as the model is reminded of it. */
export function reactScratchpad(steps: readonly ReactStep[]): string {
  return steps.map(stepText).join('')
}

function stepText({ thought, action, observation }: ReactStep): string {
  return [
    `Thought: ${thought}\n\n`,
    action === undefined ? '' : `Action: ${action}\n\n`,
    observation === undefined ? '' : `Observation: ${observation}\n\n`,
  ].join('')
}

/** The messages of a round: for a chat model as messages, for any other as one text. */
export function reactMessages(material: {
  readonly mode: 'chat' | 'completion'
  readonly system: string
  readonly history: readonly PromptMessage[]
  readonly query: PromptMessage
  readonly steps: readonly ReactStep[]
}): readonly PromptMessage[] {
  const { mode, system, history, query, steps } = material
  const scratchpad = reactScratchpad(steps)
  if (mode === 'completion')
    return [{ role: 'user', content: completionText(system, history, query, scratchpad) }]
  return [
    { role: 'system', content: system },
    ...history,
    query,
    ...(steps.length === 0 ? [] : continuation(scratchpad)),
  ]
}

function continuation(scratchpad: string): readonly PromptMessage[] {
  return [
    { role: 'assistant', content: scratchpad },
    { role: 'user', content: 'continue' },
  ]
}

function completionText(
  system: string,
  history: readonly PromptMessage[],
  query: PromptMessage,
  scratchpad: string,
): string {
  const past = history.map((message) =>
    message.role === 'user' ? `Question: ${textOf(message)}\n\n` : `${textOf(message)}\n\n`,
  )
  return `${system}\n${past.join('')}Question: ${textOf(query)}\n${scratchpad}Thought: `
}
