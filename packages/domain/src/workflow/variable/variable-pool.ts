import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { fileAttribute, isFileValue } from '../value/file-value.js'
import type { Segment, SegmentType } from '../value/segment.js'
import { toSegment } from '../value/to-segment.js'
import type { Selector } from './selector.js'
import type { VariableReader } from './variable-reader.js'

type NodeVariables = Map<string, Segment>

/** Variables that will not change any more, over older ones. Shared between pools. */
type Layer = {
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, Segment>>
  readonly below: Layer | undefined
}

/**
 * The variables of a run, or of one round of a container. Layered: a fork shares everything written so far and nothing
 * written later, at a cost that does not depend on the size of the pool.
 */
export class VariablePool implements VariableReader {
  private top = new Map<string, NodeVariables>()

  private constructor(
    private below: Layer | undefined,
    private readonly parent: VariablePool | undefined,
  ) {}

  static empty(): VariablePool {
    return new VariablePool(undefined, undefined)
  }

  get(selector: Selector): Segment | undefined {
    const [nodeId, name] = selector
    if (nodeId === undefined || name === undefined) return undefined
    const segment = this.find(nodeId, name)
    return segment === undefined || selector.length === 2 ? segment : descend(segment, selector)
  }

  /** Gives the variable at the selector's first two parts a value. */
  set(selector: Selector, segment: Segment): void {
    const [nodeId, name] = selector
    if (nodeId === undefined || name === undefined || selector.length !== 2)
      throw new TypeError(
        `Invalid selector: expected 2 elements (node_id, variable_name), got ${selector.length} elements`,
      )
    this.variablesOf(nodeId).set(name, segment)
  }

  /** Stores the outputs of a node, typed by `types` where the JSON value does not tell. */
  setOutputs(
    nodeId: string,
    outputs: JsonObject,
    types: { readonly [name: string]: SegmentType } | undefined,
  ): void {
    let variables: NodeVariables | undefined
    for (const name in outputs) {
      const value: JsonValue | undefined = outputs[name]
      if (value === undefined) continue
      variables ??= this.variablesOf(nodeId)
      variables.set(name, toOutputSegment(value, types?.[name]))
    }
  }

  /** A pool that starts with exactly what this one holds now. Later writes to either are unseen by the other. */
  fork(): VariablePool {
    this.freeze()
    return new VariablePool(this.below, this.parent?.fork())
  }

  /** A pool that reads through to this one, also what is written here later, and keeps its own writes to itself. */
  scope(): VariablePool {
    return new VariablePool(undefined, this)
  }

  /** The same variables, reading through to the given pool instead of the present one. */
  copyOnto(parent: VariablePool | undefined): VariablePool {
    this.freeze()
    return new VariablePool(this.below, parent)
  }

  private find(nodeId: string, name: string): Segment | undefined {
    const own = this.top.get(nodeId)?.get(name)
    if (own !== undefined) return own
    for (let layer = this.below; layer !== undefined; layer = layer.below) {
      const found = layer.variables.get(nodeId)?.get(name)
      if (found !== undefined) return found
    }
    return this.parent?.find(nodeId, name)
  }

  private variablesOf(nodeId: string): NodeVariables {
    let variables = this.top.get(nodeId)
    if (variables === undefined) {
      variables = new Map()
      this.top.set(nodeId, variables)
    }
    return variables
  }

  private freeze(): void {
    if (this.top.size === 0) return
    this.below = merge({ variables: this.top, below: this.below })
    this.top = new Map()
  }
}

/**
 * Merges layers of about the same size, so that the depth stays logarithmic in the number of forks and every variable
 * is copied a logarithmic number of times.
 */
function merge(layer: Layer): Layer {
  let merged = layer
  while (merged.below !== undefined && merged.below.variables.size <= 2 * merged.variables.size)
    merged = {
      variables: overlay(merged.below.variables, merged.variables),
      below: merged.below.below,
    }
  return merged
}

function overlay(older: Layer['variables'], newer: Layer['variables']): Layer['variables'] {
  const result = new Map(older)
  for (const [nodeId, variables] of newer) {
    const before = older.get(nodeId)
    result.set(nodeId, before === undefined ? variables : new Map([...before, ...variables]))
  }
  return result
}

/** What is recorded has happened: a value that is not of its declared type is stored as what it is. */
function toOutputSegment(value: JsonValue, type: SegmentType | undefined): Segment {
  if (type === undefined) return toSegment(value)
  try {
    return toSegment(value, type)
  } catch {
    return toSegment(value)
  }
}

function descend(segment: Segment, selector: Selector): Segment | undefined {
  let { value } = segment
  for (const key of selector.slice(2)) {
    if (isFileValue(value)) return fileAttribute(value, key)
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key] ?? null
  }
  return toSegment(value)
}
