import type { JsonObject, JsonValue } from '../../kernel/index.js'
import type { CompiledNode } from '../graph/compiled-graph.js'
import type { Frame, RunState } from './run-state.js'

/** The outputs of the run as they are now: those of its response nodes, and the text that was streamed. */
export function runOutputs({ root, streamed }: RunState): JsonObject {
  const outputs = new Map(root.outputs)
  for (const [name, pieces] of streamed) outputs.set(name, textOf(outputs, name) + pieces.join(''))
  return Object.fromEntries(outputs)
}

/** Adds what a response node put out. Text it streams is added when it is streamed. */
export function mergeResponse(
  state: RunState,
  frame: Frame,
  node: CompiledNode,
  outputs: JsonObject,
): void {
  const { streamedOutput } = node.bound
  for (const [name, value] of Object.entries(outputs)) {
    if (name === streamedOutput) streamedPieces(state, name)
    else mergeOutput(frame.outputs, name, value)
  }
}

/** Answers add up; of any other output the later value counts. */
export function mergeOutput(outputs: Map<string, JsonValue>, name: string, value: JsonValue): void {
  const isFurtherAnswer = name === 'answer' && typeof value === 'string' && outputs.has(name)
  outputs.set(name, isFurtherAnswer ? textOf(outputs, name) + value : value)
}

export function streamedPieces(state: RunState, name: string): string[] {
  let pieces = state.streamed.get(name)
  if (pieces === undefined) {
    pieces = []
    state.streamed.set(name, pieces)
  }
  return pieces
}

function textOf(outputs: ReadonlyMap<string, JsonValue>, name: string): string {
  const value = outputs.get(name)
  return typeof value === 'string' ? value : ''
}
