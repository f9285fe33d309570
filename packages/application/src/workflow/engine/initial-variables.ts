import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  toSegment,
  type CompiledGraph,
  type InitialVariable,
  type Segment,
} from '@weft/domain/workflow'
import type { RunArgs } from './run-args.js'

/** Documents of our days say `userinput.query` where older ones say `sys.query`; both mean the same. */
const USER_INPUT = 'userinput'
const SYSTEM_PREFIX = 'sys.'
const USER_INPUT_ALIASES = ['query', 'files'] as const

/** Everything a run knows before its first node runs. Inputs belong to the node the run enters at. */
export function initialVariables(graph: CompiledGraph, args: RunArgs): readonly InitialVariable[] {
  const { inputs, system, environment, conversation } = args
  const entryId = graph.root.entry.id
  return [
    ...present(system).map(([name, value]) => variable('sys', name, systemSegment(name, value))),
    ...USER_INPUT_ALIASES.flatMap((name) => aliasOf(name, system)),
    ...present(inputs).flatMap(([name, value]) => inputVariables(entryId, name, value)),
    ...environment,
    ...conversation,
  ]
}

/** Inputs as the record of the run shows them. */
export function recordedInputs({ inputs, system }: RunArgs): JsonObject {
  const entries = present(system)
    .filter(([name]) => name !== 'conversation_id')
    .map(([name, value]) => [`${SYSTEM_PREFIX}${name}`, value] as const)
  return { ...inputs, ...Object.fromEntries(entries) }
}

/** The user's inputs and the system's values as `recordedInputs` put them together. */
export function readRecordedInputs(recorded: JsonObject): {
  readonly inputs: JsonObject
  readonly system: JsonObject
} {
  const entries = Object.entries(recorded)
  const isSystem = ([name]: (typeof entries)[number]) => name.startsWith(SYSTEM_PREFIX)
  const system = entries.filter(isSystem).map(([name, value]) => {
    return [name.slice(SYSTEM_PREFIX.length), value] as const
  })
  return {
    inputs: Object.fromEntries(entries.filter((entry) => !isSystem(entry))),
    system: Object.fromEntries(system),
  }
}

function aliasOf(name: string, system: JsonObject): readonly InitialVariable[] {
  const value = system[name]
  return value === undefined || value === null
    ? []
    : [variable(USER_INPUT, name, systemSegment(name, value))]
}

function inputVariables(
  entryId: string,
  name: string,
  value: JsonValue,
): readonly InitialVariable[] {
  const segment = toSegment(value)
  const own = variable(entryId, name, segment)
  const prefix = `${USER_INPUT}.`
  return name.startsWith(prefix)
    ? [own, variable(USER_INPUT, name.slice(prefix.length), segment)]
    : [own]
}

/** Null system values are not stored: whoever asks finds nothing. */
function present(values: JsonObject): readonly (readonly [string, JsonValue])[] {
  return Object.entries(values).filter(([, value]) => value !== null)
}

function systemSegment(name: string, value: JsonValue): Segment {
  const isEmptyFiles = name === 'files' && Array.isArray(value) && value.length === 0
  return isEmptyFiles ? { type: 'array[file]', value } : toSegment(value)
}

function variable(nodeId: string, name: string, segment: Segment): InitialVariable {
  return { selector: [nodeId, name], segment }
}
