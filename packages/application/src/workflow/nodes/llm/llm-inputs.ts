import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  isFileValue,
  pythonJson,
  pythonString,
  renderLog,
  templateSelectors,
  type Segment,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'
import { recordValue } from '../shared/record-value.js'
import type { LlmContext } from './llm-context.js'
import type { LlmNodeData } from './llm-node-data.js'
import { selectorsOfPrompt } from './llm-prompt.js'

/** What an llm node worked with, for its record: every variable its texts refer to, and where its context came from. */
export function recordInputs(
  data: LlmNodeData,
  variables: VariableReader,
  files: readonly JsonValue[],
  context: LlmContext | undefined,
): JsonObject {
  const references = referencesOf(data).flatMap((selector) => recordReference(selector, variables))
  return {
    ...Object.fromEntries(references),
    ...recordJinjaVariables(data, variables),
    ...(files.length > 0 && { '#files#': files }),
    ...(context && { '#context#': context.text }),
    ...(context && context.files.length > 0 && { '#context_files#': context.files }),
    model_provider: data.model.provider,
    model_name: data.model.name,
  }
}

/** Every variable the node's texts show. */
export function referencesOf({ prompt, memory }: LlmNodeData): readonly Selector[] {
  const inQuery = memory?.query ? templateSelectors(memory.query) : []
  return [...selectorsOfPrompt(prompt), ...inQuery]
}

function recordReference(
  selector: Selector,
  variables: VariableReader,
): readonly (readonly [string, JsonValue])[] {
  const segment = variables.get(selector)
  if (!segment) return []
  return [[`#${selector.join('.')}#`, segment.type === 'none' ? '' : recordValue(segment)]]
}

function recordJinjaVariables(data: LlmNodeData, variables: VariableReader): JsonObject {
  const entries = data.jinjaVariables.map(({ name, selector }) => {
    const segment = selector && variables.get(selector)
    return [name, segment ? toText(segment) : ''] as const
  })
  return Object.fromEntries(entries)
}

function toText(segment: Segment): string {
  const { type, value } = segment
  if (type === 'secret') return renderLog(segment)
  if (Array.isArray(value)) return (value as JsonArray).map(itemText).join('\n')
  return isJsonObject(value) ? itemText(value) : pythonString(value ?? '')
}

/** Knowledge items say their content. */
function itemText(item: JsonValue): string {
  if (!isJsonObject(item) || isFileValue(item)) return pythonString(item)
  const { metadata, content } = item
  const isKnowledge = isJsonObject(metadata) && metadata['_source'] !== undefined
  return isKnowledge && typeof content === 'string' ? content : pythonJson(item)
}
