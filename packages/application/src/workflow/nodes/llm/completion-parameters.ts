import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  parseTemplate,
  renderTemplate,
  templateSelectors,
  type NodeData,
  type Template,
  type VariableReader,
} from '@weft/domain/workflow'

/** How the model is to be called: fixed values, and those that depend on variables. */
export type CompletionParameters = {
  readonly fixed: JsonObject
  readonly templates: readonly (readonly [string, Template])[]
  readonly stop: readonly string[]
}

const MAX_RESOLVED_LENGTH = 1024

/** @throws InvalidNodeData naming the field that cannot be read. */
export function parseCompletionParameters(data: NodeData | undefined): CompletionParameters {
  const fixed: [string, JsonValue][] = []
  const templates: [string, Template][] = []
  for (const [name, value] of Object.entries(data?.content ?? {})) {
    if (name === 'stop' || value === null) continue
    const template = typeof value === 'string' ? parseTemplate(value) : undefined
    if (template && templateSelectors(template).length > 0) templates.push([name, template])
    else fixed.push([name, value])
  }
  return { fixed: Object.fromEntries(fixed), templates, stop: parseStop(data) }
}

function parseStop(data: NodeData | undefined): readonly string[] {
  const raw = data?.raw('stop')
  if (typeof raw === 'string') return raw === '' ? [] : [raw]
  return data?.list('stop').filter((item) => typeof item === 'string') ?? []
}

/** The parameters with their references filled in: a text that then says a number or a boolean is one. */
export function resolveParameters(
  { fixed, templates }: CompletionParameters,
  variables: VariableReader,
): JsonObject {
  if (templates.length === 0) return fixed
  const resolved = templates.map(([name, template]) => {
    const text = renderTemplate(template, variables).slice(0, MAX_RESOLVED_LENGTH)
    return [name, toScalar(text)] as const
  })
  return { ...fixed, ...Object.fromEntries(resolved) }
}

function toScalar(text: string): JsonValue {
  const isFlag = /^(?:true|false)$/i.test(text)
  if (isFlag) return text.toLowerCase() === 'true'
  const isNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)
  return isNumber ? Number(text) : text
}
