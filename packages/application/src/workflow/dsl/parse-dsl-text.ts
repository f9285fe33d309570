import { DslInvalid } from '@weft/domain/workflow'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { pythonYamlSchema } from './python-yaml-schema.js'
import { requireBoundedExpansion } from './yaml-expansion.js'

/** Most bytes a document may have. */
export const MAX_DSL_BYTES = 10 * 1024 * 1024

/**
 * Reads the text of a DSL document, YAML or JSON, into plain data. Of a key that is there twice the last one wins. Never
 * makes anything but maps, lists, texts, numbers, booleans and null, and refuses documents whose aliases grow beyond
 * all measure.
 *
 * @throws DslInvalid `parse.too_large`, or `parse.invalid_yaml` with the line where that is known.
 */
export function parseDslText(text: string): unknown {
  if (isTooLarge(text))
    throw new DslInvalid('parse.too_large', 'File size exceeds the limit of 10MB')
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, {
      ...pythonYamlSchema,
      strict: false,
      uniqueKeys: false,
      stringKeys: true,
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter: lines,
    })
    requireNoProblem(document, lines)
    requireBoundedExpansion(document)
    return document.toJS({ maxAliasCount: -1 })
  } catch (error) {
    if (error instanceof RangeError) throw invalid('it is nested too deeply', undefined, error)
    if (error instanceof DslInvalid || error instanceof TypeError) throw error
    throw invalid(error instanceof Error ? error.message : 'it cannot be read', undefined, error)
  }
}

/** No text has more UTF-8 bytes than three per unit, so that most need no counting. */
function isTooLarge(text: string): boolean {
  if (text.length > MAX_DSL_BYTES) return true
  return text.length * 3 > MAX_DSL_BYTES && Buffer.byteLength(text) > MAX_DSL_BYTES
}

/** A tag nobody knows is only a warning to the library; here it is an error, as it is to every safe loader. */
function requireNoProblem(document: Document, lines: LineCounter): void {
  const [problem] = [...document.errors, ...document.warnings]
  if (problem === undefined) return
  const { line, col } = lines.linePos(problem.pos[0])
  // The library reports its own exhausted stack as a problem of the document.
  const isTooDeep = problem.message.includes('call stack')
  const message = isTooDeep ? 'it is nested too deeply' : problem.message
  throw invalid(`${message} (line ${line}, column ${col})`, line, problem)
}

function invalid(problem: string, line?: number, cause?: unknown): DslInvalid {
  return new DslInvalid(
    'parse.invalid_yaml',
    `Invalid YAML format: ${problem}`,
    line === undefined ? undefined : { line },
    cause,
  )
}
