import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { readSelector } from '../variable/read-selector.js'
import type { Selector } from '../variable/selector.js'
import { InvalidNodeData } from './invalid-node-data.js'
import type { NodeDefinition } from './node-kind.js'

/**
 * Reads the `data` of a node field by field. Every complaint names the node and the path of the field. Real documents
 * write null where they mean "not set", so null counts as missing everywhere.
 */
export class NodeData {
  static of(node: NodeDefinition): NodeData {
    return new NodeData(node.id, node.data, '')
  }

  private constructor(
    readonly nodeId: string,
    private readonly fields: JsonObject,
    private readonly path: string,
  ) {}

  /** The value as it is; undefined when missing or null. */
  raw(field: string): JsonValue | undefined {
    return Object.hasOwn(this.fields, field) ? (this.fields[field] ?? undefined) : undefined
  }

  /** The whole map being read. */
  get content(): JsonObject {
    return this.fields
  }

  /** @throws InvalidNodeData always. */
  refuse(field: string, problem: string): never {
    throw new InvalidNodeData(this.nodeId, this.pathOf(field), problem)
  }

  /** @throws InvalidNodeData unless it is text, or missing where a fallback is given. */
  text(field: string, fallback?: string): string {
    const value = this.raw(field) ?? fallback
    return typeof value === 'string' ? value : this.refuse(field, `must be text${got(value)}`)
  }

  /** @throws InvalidNodeData unless it is true, false or missing. */
  flag(field: string, fallback: boolean): boolean {
    const value = this.raw(field) ?? fallback
    return typeof value === 'boolean'
      ? value
      : this.refuse(field, `must be true or false${got(value)}`)
  }

  /** A whole number, also as text (forms store numbers that way). @throws InvalidNodeData for anything else. */
  integer(field: string, fallback?: number): number {
    const value = this.raw(field) ?? fallback
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    return typeof number === 'number' && Number.isSafeInteger(number)
      ? number
      : this.refuse(field, `must be a whole number${got(value)}`)
  }

  /** @throws InvalidNodeData unless it is one of the words, or missing where a fallback is given. */
  word<Word extends string>(field: string, words: readonly Word[], fallback?: Word): Word {
    const value = this.raw(field) ?? fallback
    const word = words.find((candidate) => candidate === value)
    return word ?? this.refuse(field, `must be one of ${words.join(', ')}${got(value)}`)
  }

  /** @throws InvalidNodeData unless it is a list of at least two texts. */
  selector(field: string): Selector {
    return this.optionalSelector(field) ?? this.refuse(field, 'must select a variable')
  }

  /** Nothing when missing or an empty list. @throws InvalidNodeData for anything but a list of at least two texts. */
  optionalSelector(field: string): Selector | undefined {
    const value = this.raw(field)
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined
    return (
      readSelector(value) ?? this.refuse(field, `must be a list of at least two texts${got(value)}`)
    )
  }

  /** A list of selectors; empty ones, which editors leave behind, are left out. */
  selectors(field: string): readonly Selector[] {
    const selectors = this.list(field).filter((item) => !(Array.isArray(item) && item.length === 0))
    return selectors.map(
      (item) =>
        readSelector(item) ??
        this.refuse(field, `must hold lists of at least two texts${got(item)}`),
    )
  }

  /** The items of a list; none when missing. @throws InvalidNodeData when it is no list. */
  list(field: string): readonly JsonValue[] {
    const value = this.raw(field) ?? []
    if (!Array.isArray(value)) return this.refuse(field, `must be a list${got(value)}`)
    return value as readonly JsonValue[]
  }

  /** The maps in a list, each to be read in turn; none when missing. @throws InvalidNodeData when an item is no map. */
  maps(field: string): readonly NodeData[] {
    return this.list(field).map((item, index) => this.enter(item, `${field}[${index}]`))
  }

  /** The map under the field; nothing when missing. @throws InvalidNodeData when it is no map. */
  child(field: string): NodeData | undefined {
    const value = this.raw(field)
    return value === undefined ? undefined : this.enter(value, field)
  }

  private enter(value: JsonValue, field: string): NodeData {
    if (!isJsonObject(value)) return this.refuse(field, `must be a map${got(value)}`)
    return new NodeData(this.nodeId, value, this.pathOf(field))
  }

  private pathOf(field: string): string {
    return this.path === '' ? field : `${this.path}.${field}`
  }
}

function got(value: JsonValue | undefined): string {
  if (value === undefined) return ' and is missing'
  const text = JSON.stringify(value)
  return `, got ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`
}
