import type { JsonObject } from '@weft/domain/kernel'
import { stringify, type ScalarTag } from 'yaml'
import { pythonYamlSchema } from './python-yaml-schema.js'

/**
 * The text of a DSL document: keys in alphabetical order and characters as they are, so that equal documents have
 * equal texts and changes are easy to compare. `parseDslText` reads it back unchanged.
 */
export function formatDslText(document: JsonObject): string {
  return stringify(document, {
    ...pythonYamlSchema,
    compat: [ambiguousText],
    sortMapEntries: true,
    aliasDuplicateObjects: false,
    lineWidth: 0,
    indentSeq: false,
    singleQuote: true,
  })
}

/** Texts that stay texts here but are something else to other loaders of YAML 1.1 or 1.2: they get quotes. */
const ambiguousText: ScalarTag = {
  default: true,
  tag: 'tag:weft,2026:ambiguous',
  test: /^(?:=|[-+]?\.?(?:inf|nan)|[-+]?[0-9.][0-9a-f_.]*(?:e[-+]?[0-9]+)?|0o[0-7]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$/i,
  resolve: (text) => text,
}
