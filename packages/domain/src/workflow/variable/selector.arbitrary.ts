import fc from 'fast-check'
import type { Selector } from './selector.js'

/** A selector that can be written in a template: node id, variable name, then up to three keys. */
export function anySelector(): fc.Arbitrary<Selector> {
  const nodeId = fc.stringMatching(/^[a-zA-Z0-9_]{1,50}$/)
  const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,29}$/)
  return fc
    .tuple(nodeId, fc.array(name, { minLength: 1, maxLength: 4 }))
    .map(([id, names]) => [id, ...names])
}
