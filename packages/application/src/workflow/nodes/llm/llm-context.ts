import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import {
  isFileValue,
  pythonRepr,
  type FileValue,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'
import { LlmNodeError } from './llm-node-error.js'
import { retrieverResource } from './retriever-resource.js'

/** Text the model answers from, and where it comes from. */
export type LlmContext = {
  readonly text: string
  readonly resources: readonly JsonObject[]
  readonly files: readonly FileValue[]
}

/**
 * The context at the selector: a text, or a list such as knowledge retrieval gives. Nothing when there is none.
 *
 * @throws LlmNodeError when an item of a list holds no content.
 */
export function readContext(
  selector: Selector | undefined,
  variables: VariableReader,
): LlmContext | undefined {
  const value = selector && variables.get(selector)?.value
  if (typeof value === 'string') return { text: value, resources: [], files: [] }
  return Array.isArray(value) ? contextOf(value as JsonArray) : undefined
}

function contextOf(items: JsonArray): LlmContext {
  const maps = items.filter(isJsonObject)
  return {
    text: items.map(textOfItem).join('').trim(),
    resources: maps.filter(isKnowledge).map(retrieverResource),
    files: maps.flatMap(filesOf),
  }
}

function textOfItem(item: JsonValue): string {
  if (typeof item === 'string') return `${item}\n`
  if (!isJsonObject(item) || item['content'] === undefined)
    throw new LlmNodeError(
      'InvalidContextStructureError',
      `Invalid context structure: ${pythonRepr(item)}`,
    )
  const { summary, content } = item
  const heading = typeof summary === 'string' && summary !== '' ? `${summary}\n` : ''
  return `${heading}${typeof content === 'string' ? content : pythonRepr(content)}\n`
}

function isKnowledge({ metadata }: JsonObject): boolean {
  return isJsonObject(metadata) && metadata['_source'] === 'knowledge'
}

function filesOf({ files }: JsonObject): readonly FileValue[] {
  return Array.isArray(files) ? (files as JsonArray).filter(isFileValue) : []
}
