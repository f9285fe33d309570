import type { NodeData } from '@weft/domain/workflow'

const CODE_OUTPUT_TYPES = [
  'string',
  'number',
  'object',
  'boolean',
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
] as const
type CodeOutputType = (typeof CODE_OUTPUT_TYPES)[number]

/** What an output was declared to be. */
export type CodeOutput = {
  readonly type: CodeOutputType
  /** Maps: what is in them; absent where anything may be. */
  readonly children: CodeOutputs | undefined
}

export type CodeOutputs = ReadonlyMap<string, CodeOutput>

/** Reads a map of declared outputs. @throws InvalidNodeData naming the field that cannot be read. */
export function parseCodeOutputs(data: NodeData): CodeOutputs {
  const names = Object.keys(data.content)
  return new Map(names.map((name) => [name, parseOutput(name, data)]))
}

function parseOutput(name: string, outputs: NodeData): CodeOutput {
  const data = outputs.child(name) ?? outputs.refuse(name, 'must declare a type')
  const children = data.child('children')
  return {
    type: data.word('type', CODE_OUTPUT_TYPES),
    children: children && parseCodeOutputs(children),
  }
}
