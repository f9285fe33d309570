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
  const { message, line } = error
  const type = typeof error['type'] === 'string' ? cutText(error['type'], MAX_NAME) : 'Exception'
  const text = typeof message === 'string' ? cutText(message, MAX_MESSAGE) : ''
  return {
    type: 'raised',
    error: {
      type,
      message: withAdvice(type, text),
      line: typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : undefined,
    },
  }
}

/** People look for the package; what helps is another sandbox. */
function withAdvice(type: string, message: string): string {
  if (type !== 'ModuleNotFoundError' || !message.startsWith('No module named')) return message
  return (
    `${message}. This sandbox has the standard library, requests and httpx; ` +
    'code that needs other packages can run in a remote sandbox (sandbox.remote in the configuration).'
  )
}

function readNames(names: JsonValue | undefined): readonly string[] {
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

function raised(type: string, message: string): PythonAnswer {
  return { type: 'raised', error: { type, message, line: undefined } }
}
