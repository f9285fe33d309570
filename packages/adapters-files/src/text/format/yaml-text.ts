import { parseAllDocuments, stringify } from 'yaml'
import { decodeText } from '../decode-text.js'

/** As many repetitions of a value by alias as a person might write. */
const MAX_ALIASES = 100

/** Every document of a YAML text written anew, keys in their order. */
export function readYaml(bytes: Uint8Array): string {
  const documents = parseAllDocuments(decodeText(bytes), { intAsBigInt: true, merge: true })
  return [...documents]
    .map((document) => {
      const [problem] = document.errors
      if (problem) throw problem
      return stringify(document.toJS({ maxAliasCount: MAX_ALIASES }), { lineWidth: 0 })
    })
    .join('---\n')
}
