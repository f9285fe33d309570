import type { CodeError } from '@weft/domain/workflow'
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'

import { cutText } from '../console-buffer.js'

export type ThrownError = {
  readonly error: CodeError
  /** Where it came from, as the interpreter prints it; may be empty. */
  readonly stack: string
}

const MAX_NAME = 200
const MAX_MESSAGE = 4_000
const MAX_STACK = 8_000

/** Describes what was thrown, which can be any value of the program. */
export function readError(
  context: QuickJSContext,
  thrown: QuickJSHandle,
  file: string,
): ThrownError {
  if (context.typeof(thrown) !== 'object' || isNull(context, thrown)) {
    const message = cutText(textOf(context, thrown), MAX_MESSAGE)
    return { error: { type: 'Error', message, line: undefined }, stack: '' }
  }
  const stack = cutText(property(context, thrown, 'stack'), MAX_STACK)
  return {
    error: {
      type: cutText(property(context, thrown, 'name'), MAX_NAME) || 'Error',
      message: cutText(property(context, thrown, 'message'), MAX_MESSAGE),
      line: lineOf(stack, file),
    },
    stack,
  }
}

function isNull(context: QuickJSContext, value: QuickJSHandle): boolean {
  return context.sameValue(value, context.null)
}

function property(context: QuickJSContext, object: QuickJSHandle, name: string): string {
  return textOf(context, context.getProp(object, name), '')
}

function textOf(context: QuickJSContext, value: QuickJSHandle, other?: string): string {
  const type = context.typeof(value)
  if (type === 'string') return context.getString(value)
  if (other !== undefined) return other
  if (type === 'symbol' || type === 'function') return type
  return context.getString(value)
}

/** `    at main (code.js:3:7)`: the first place in the user's file. */
function lineOf(stack: string, file: string): number | undefined {
  for (const entry of stack.split('\n')) {
    const at = entry.indexOf(`${file}:`)
    if (at < 0) continue
    const line = Number.parseInt(entry.slice(at + file.length + 1), 10)
    if (Number.isSafeInteger(line) && line > 0) return line
  }
  return undefined
}
