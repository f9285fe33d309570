import { historyLimit, type ModelRef } from '@weft/domain/model'
import { parseTemplate, type NodeData, type Selector, type Template } from '@weft/domain/workflow'
import { parseMappedVariables, type MappedVariable } from '../shared/mapped-variable.js'
import { parseCompletionParameters, type CompletionParameters } from './completion-parameters.js'
import { parsePrompt, type LlmPrompt } from './llm-prompt.js'
import { parseStructuredOutput, type StructuredOutput } from './structured-output.js'

/** What an llm node was configured to do. */
export type LlmNodeData = {
  readonly model: ModelRef
  readonly parameters: CompletionParameters
  readonly prompt: LlmPrompt
  readonly jinjaVariables: readonly MappedVariable[]
  readonly memory: LlmMemory | undefined
  readonly contextSelector: Selector | undefined
  readonly vision: LlmVision | undefined
  readonly structuredOutput: StructuredOutput | undefined
  readonly reasoningFormat: 'tagged' | 'separated'
}

export type LlmMemory = {
  /** How the two sides are called in a text prompt; absent where the author gave no names. */
  readonly prefixes: { readonly user: string; readonly assistant: string } | undefined
  /** Most rounds of history. */
  readonly maxRounds: number
  /** What the user says now; the message itself when blank. */
  readonly query: Template | undefined
}

export type LlmVision = {
  readonly selector: Selector | undefined
  readonly detail: 'low' | 'high'
}

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseLlmNodeData(data: NodeData): LlmNodeData {
  const model = data.child('model') ?? data.refuse('model', 'must say which model to use')
  const jinja = data.child('prompt_config')
  return {
    model: { provider: model.text('provider', ''), name: model.text('name', '') },
    parameters: parseCompletionParameters(model.child('completion_params')),
    prompt: parsePrompt(data),
    jinjaVariables: jinja ? parseMappedVariables(jinja, 'jinja2_variables') : [],
    memory: parseMemory(data.child('memory')),
    contextSelector: parseContext(data.child('context')),
    vision: parseVision(data.child('vision')),
    structuredOutput: parseStructuredOutput(data),
    reasoningFormat: data.word('reasoning_format', ['tagged', 'separated'], 'tagged'),
  }
}

/** How earlier rounds of the conversation are told; nothing when they are not. @throws InvalidNodeData */
export function parseMemory(data: NodeData | undefined): LlmMemory | undefined {
  if (!data) return undefined
  const query = data.text('query_prompt_template', '')
  return {
    prefixes: parsePrefixes(data.child('role_prefix')),
    maxRounds: parseWindow(data.child('window')),
    query: query.trim() === '' ? undefined : parseTemplate(query),
  }
}

function parsePrefixes(data: NodeData | undefined): LlmMemory['prefixes'] {
  return data && { user: data.text('user', ''), assistant: data.text('assistant', '') }
}

function parseWindow(data: NodeData | undefined): number {
  if (!data?.flag('enabled', false)) return historyLimit()
  return historyLimit({ enabled: true, size: data.integer('size', 0) })
}

function parseContext(data: NodeData | undefined): Selector | undefined {
  return data?.flag('enabled', false) ? data.optionalSelector('variable_selector') : undefined
}

/** Which files the model is to see; nothing when none. @throws InvalidNodeData */
export function parseVision(data: NodeData | undefined): LlmVision | undefined {
  if (!data?.flag('enabled', false)) return undefined
  const configs = data.child('configs')
  return {
    selector: configs?.optionalSelector('variable_selector'),
    detail: configs?.word('detail', ['low', 'high'], 'high') ?? 'high',
  }
}
