import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { CodeError } from '@weft/domain/workflow'

import { cutText } from '../console-buffer.js'
import { parseOutput } from '../program-output.js'

export type PythonAnswer =
  | { readonly type: 'returned'; readonly output: JsonValue; readonly floats: readonly string[] }
  | { readonly type: 'raised'; readonly error: CodeError }

const MAX_NAME = 200
const MAX_MESSAGE = 4_000

/**
 * Reads what came out of the answer device. The program could have written it itself, so it is data to check: it can
 * only ever become an answer of that program's own run.
 */
export function readAnswer(text: string): PythonAnswer {
  const parsed = parseOutput(text)
  if (parsed.type === 'refused') return raised('ValueError', parsed.message)
  const answer = parsed.value
  if (!isJsonObject(answer)) return raised('ValueError', 'The answer of the program is not valid.')
  if (isJsonObject(answer['error'])) return readError(answer['error'])
  return { type: 'returned', output: answer['output'] ?? null, floats: readNames(answer['floats']) }
}

function readError(error: JsonObject): PythonAnswer {
  const { type, message, line } = error
  return {
    type: 'raised',
    error: {
      type: typeof type === 'string' ? cutText(type, MAX_NAME) : 'Exception',
      message: typeof message === 'string' ? cutText(message, MAX_MESSAGE) : '',
      line: typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : undefined,
    },
  }
}

function readNames(names: JsonValue | undefined): readonly string[] {
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

function raised(type: string, message: string): PythonAnswer {
  return { type: 'raised', error: { type, message, line: undefined } }
}
