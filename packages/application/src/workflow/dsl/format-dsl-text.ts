import type { JsonObject } from '@weft/domain/kernel'
import { Document, visit, type ScalarTag } from 'yaml'
import { pythonYamlSchema } from './python-yaml-schema.js'

/**
 * The text of a DSL document: keys in alphabetical order and characters as they are, so that equal documents have
 * equal texts and changes are easy to compare. `parseDslText` reads it back unchanged.
 */
export function formatDslText(document: JsonObject): string {
  const yaml = new Document(document, {
    ...pythonYamlSchema,
    merge: false,
    compat: [ambiguousText],
    sortMapEntries: true,
    aliasDuplicateObjects: false,
  })
  visit(yaml, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && needsEscapes(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  return yaml.toString({ lineWidth: 0, indentSeq: false, singleQuote: true })
}

/** Texts that stay texts here but are something else to other loaders of YAML 1.1 or 1.2: they get quotes. */
const ambiguousText: ScalarTag = {
  default: true,
  tag: 'tag:weft,2026:ambiguous',
  test: /^(?:=|<<|[-+]?\.?(?:inf|nan)|[-+]?[0-9.][0-9a-f_.]*(?:e[-+]?[0-9]+)?|0o[0-7]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$/i,
  resolve: (text) => text,
}

/** Blanks and marks that would be lost, or mean something else, where the text stands without quotes. */
function needsEscapes(text: string): boolean {
  if (text.includes('\n')) return /^\s*$/.test(text) || /^[ \t]+\n/.test(text)
  return text.includes('\t') || text.includes('\uFEFF')
}
