import type { Dialect } from '../../code-runner.contract.js'

export const javascript: Dialect = {
  language: 'javascript',
  echo: 'function main(inputs) { return { echo: inputs } }',
  add: 'function main({ a, b }) { return { sum: a + b } }',
  otherTypes: `
function main({ kind }) {
  return { list: [1, 2], text: 'plain', nothing: undefined }[kind]
}`,
  leaveTraces: `
function main() {
  const found = []
  if (globalThis.trace) found.push('global')
  if (Object.prototype.trace) found.push('prototype')
  if (JSON.trace) found.push('JSON')
  globalThis.trace = JSON.trace = 1
  Object.defineProperty(Object.prototype, 'trace', { value: 1 })
  return { found }
}`,
  print: `
function main() {
  console.log('to', 'stdout')
  console.error('to stderr')
  return {}
}`,
  printMuch: `
function main() {
  console.log('x'.repeat(1000000))
  console.error('y'.repeat(1000000))
  return {}
}`,
  raise: 'function main() {\n  if (true) {\n    throw new RangeError("told you so")\n  }\n}',
  raisedType: 'RangeError',
  broken: 'function main() {\n  return {{\n}',
  withoutMain: 'function other() { return {} }',
  endless: 'function main() { for (;;) {} }',
  endlessNative:
    'function main() { return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1) }',
  memoryBomb: `
function main() {
  const kept = []
  for (;;) kept.push('x'.repeat(100000) + kept.length)
}`,
  recursion: 'function main() { return main() + 1 }',
  textOfLength: 'function main({ length }) { return { text: "x".repeat(length) } }',
  deep: `
function main({ depth }) {
  let value = []
  for (let i = 0; i < depth; i += 1) value = [value]
  return { value }
}`,
  circular: 'function main() { const value = []; value.push(value); return { value } }',
  notFinite: 'function main() { return { nan: NaN, infinity: -Infinity } }',
  unserialisable: 'function main() { return { value: 1n } }',
  tampering: `
JSON.stringify = () => '{"answer":0}'
JSON.parse = () => ({})
console.log = null
Array.prototype.push = null
String.prototype.slice = Function.prototype.call = Object.keys = () => { throw 1 }
globalThis.JSON = globalThis.String = globalThis.Object = undefined
function main({ a }) { return { answer: 41 + a } }`,
}
