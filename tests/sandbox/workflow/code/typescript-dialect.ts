import type { Dialect } from '../../code-runner.contract.js'
import { javascript } from './javascript-dialect.js'

/** TypeScript where types make a difference, and the programs of JavaScript elsewhere: they are TypeScript as well. */
export const typescript: Dialect = {
  ...javascript,
  language: 'typescript',
  echo: `
type Inputs = Record<string, unknown>
function main(inputs: Inputs): { echo: Inputs } { return { echo: inputs } }`,
  add: `
interface Pair { readonly a: number; readonly b: number }
const main = ({ a, b }: Pair): { sum: number } => ({ sum: (a as number) + b! })`,
  raise:
    'type Never = never\nfunction main(): Never { const x: number = 1;\n  throw new RangeError("told you so") }',
  broken: 'function main(): object {\n  return {{\n}',
  textOfLength:
    'const main = ({ length }: { length: number }): object => ({ text: "x".repeat(length) } satisfies { text: string })',
}
