import { InvalidResponseDataError } from '@ai-sdk/provider'
import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'

type Call = { readonly id: string; readonly index: number }

/**
 * Says of every piece of a tool call which call it belongs to. Endpoints leave out ids, or places, or both: a piece
 * that names a function begins a call, any other goes on with the call it points to, else with the latest one.
 */
export class ToolCallDeltas {
  readonly #calls: Call[] = []
  readonly #callByPlace = new Map<JsonValue, Call>()

  /** The piece with the id and the place of its call. @throws InvalidResponseDataError when there is no such call. */
  assign(delta: JsonObject): JsonObject {
    const { function: called, index: place } = delta
    const name = isJsonObject(called) ? text(called['name']) : undefined
    const call = this.find(delta, name) ?? this.begin(text(delta['id']), name, delta)
    if (place !== undefined && place !== null) this.#callByPlace.set(place, call)
    const isBegun = name !== undefined || text(delta['id']) !== undefined
    return { ...delta, index: call.index, ...(isBegun && { id: call.id }) }
  }

  private find(delta: JsonObject, name: string | undefined): Call | undefined {
    const id = text(delta['id'])
    const atPlace = this.#callByPlace.get(delta['index'] ?? null)
    if (id !== undefined)
      return (
        this.#calls.find((call) => call.id === id) ?? (name === undefined ? atPlace : undefined)
      )
    return atPlace ?? (name === undefined ? this.#calls.at(-1) : undefined)
  }

  private begin(id: string | undefined, name: string | undefined, delta: JsonObject): Call {
    if (id === undefined && name === undefined)
      throw new InvalidResponseDataError({
        data: delta,
        message: 'A piece of a tool call belongs to no call.',
      })
    const call = { id: id ?? generatedId(), index: this.#calls.length }
    this.#calls.push(call)
    return call
  }
}

/** As other programs make them up. */
function generatedId(): string {
  return `chatcmpl-tool-${crypto.randomUUID().replaceAll('-', '')}`
}

/** Nothing for what is missing or empty. */
function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
