import { readCallArguments } from '@weft/domain/agent'
import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import type { ToolDefinition } from '@weft/domain/model'
import {
  completeArguments,
  ToolArgumentInvalid,
  ToolCredentialsInvalid,
  ToolInvocationFailed,
  ToolNotFound,
  toolObservation,
  toToolDefinition,
  type Tool,
  type ToolInvocation,
  type ToolMessage,
} from '@weft/domain/tool'

/** A tool as an agent may use it: some of its parameters may be fixed. */
export type AgentTool = {
  readonly tool: Tool
  readonly definition: ToolDefinition
  /** Values the model has no say in. */
  readonly fixed: JsonObject
  /** The provider, for the record. */
  readonly provider: string
}

/** @param description overrides what the model is told of the tool. */
export function toAgentTool(
  tool: Tool,
  options: {
    readonly provider: string
    readonly fixed?: JsonObject
    readonly description?: string | undefined
  },
): AgentTool {
  const { provider, fixed = {}, description } = options
  const offered = tool.description.parameters.filter(({ name }) => !Object.hasOwn(fixed, name))
  const definition = toToolDefinition({ ...tool.description, parameters: offered })
  const text =
    description === undefined || description === '' ? definition.description : description
  return { tool, provider, fixed, definition: { ...definition, description: text } }
}

/** What came of using a tool. */
export type ToolUse = {
  /** What the model is told. */
  readonly observation: string
  /** What was given to the tool. */
  readonly values: JsonObject
  /** What went wrong; the model is told, and the agent goes on. */
  readonly error: string | undefined
}

/**
 * Uses the tool a model asked for. Whatever goes wrong becomes something the model is told; only a stop is thrown.
 * Yields what is not for the model's eyes.
 */
export async function* useTool(
  name: string,
  tool: AgentTool | undefined,
  given: JsonValue,
  invocation: ToolInvocation,
): AsyncGenerator<ToolMessage, ToolUse, undefined> {
  if (!tool) return refused(`there is not a tool named ${name}`, {})
  const { parameters } = tool.tool.description
  const open = parameters.filter(
    (parameter) => parameter.form === 'llm' && !Object.hasOwn(tool.fixed, parameter.name),
  )
  const read = readCallArguments(given, open)
  if (read.type === 'unreadable')
    return refused(`tool parameters validation error: ${read.problem}`, {})
  const values = { ...read.values, ...tool.fixed }
  const messages: ToolMessage[] = []
  try {
    const complete = completeArguments(parameters, values)
    for await (const message of tool.tool.invoke(complete, invocation)) {
      messages.push(message)
      if (isForOthers(message)) yield message
    }
    return { observation: toolObservation(messages), values: read.values, error: undefined }
  } catch (error) {
    if (invocation.signal.aborted) throw error
    return refused(describe(error), read.values)
  }
}

const FOR_OTHERS: ReadonlySet<ToolMessage['type']> = new Set([
  'image',
  'file',
  'blob',
  'blob-chunk',
  'log',
  'retriever-resources',
])

function isForOthers(message: ToolMessage): boolean {
  return FOR_OTHERS.has(message.type) || (message.type === 'link' && message.file !== undefined)
}

function refused(error: string, values: JsonObject): ToolUse {
  return { observation: error, values, error }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ToolArgumentInvalid) return `tool parameters validation error: ${message}`
  if (error instanceof ToolCredentialsInvalid)
    return `please check your tool provider credentials: ${message}`
  if (error instanceof ToolNotFound) return `there is not such a tool: ${message}`
  if (error instanceof ToolInvocationFailed) return `tool invoke error: ${message}`
  return `unknown error: ${message}`
}
