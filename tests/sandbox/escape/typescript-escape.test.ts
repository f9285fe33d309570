import { describeEscapes } from './escape-suite.js'

describeEscapes({
  ids: 'T-A4, T-A8',
  language: 'typescript',
  alive: 'function main(): { alive: boolean } { return { alive: true } }',
  programs: {
    'declares the host':
      'declare const process: any\nfunction main(): object { return { found: process.env } }',
    'declares a require':
      'declare function require(name: string): any\nfunction main() { return require("fs").readFileSync("CANARY_FILE", "utf8") }',
    'imports a type of the host':
      'import type { readFileSync } from "node:fs"\nfunction main() { return {} }',
    'imports a value of the host':
      'import { readFileSync } from "node:fs"\nfunction main() { return readFileSync("CANARY_FILE") }',
    'imports the old way':
      'import fs = require("fs")\nfunction main() { return fs.readFileSync("CANARY_FILE") }',
    'imports with a type query':
      'type Fs = typeof import("node:fs")\nfunction main(): object { return { found: typeof process } }',
    'refers to a file':
      '/// <reference path="CANARY_FILE" />\n/// <reference types="node" />\nfunction main() { return { found: typeof process } }',
    'casts its way out':
      'function main() { return { found: (globalThis as any).process?.env ?? (<any>globalThis).require } }',
    'asserts what is not there':
      'function main() { return { found: (globalThis as any).process!.env!.WEFT_CANARY! } }',
    'uses a decorator':
      'function d(t: any, c: any) { return process.env }\n@d class A {}\nfunction main() { return { found: String(A) } }',
    'uses an enum':
      'enum A { B = (() => process.env)() as any }\nfunction main() { return { found: A.B } }',
    'uses a namespace':
      'namespace N { export const x = process.env }\nfunction main() { return { found: N.x } }',
    'uses a parameter property':
      'class A { constructor(private x = process.env) {} }\nfunction main() { return { found: new A() } }',
    'exports something': 'export function main() { return { found: typeof process } }',
    'exports the old way': 'export = process\nfunction main() { return {} }',
    'augments the globals':
      'declare global { var secret: string }\nfunction main() { return { found: typeof secret } }',
    'hides code in a type':
      'type A = `${typeof process}`\nfunction main() { return { found: typeof process } }',
    'hides code behind a generic call':
      'function f<T>(x?: T) { return typeof process }\nfunction main() { return { found: f<typeof globalThis>() } }',
    'hides code behind comparison signs':
      'function main() { const a = 1, b = 2, process: any = undefined; return { found: a < b, more: (a < (b as any)) > (process) } }',
    'writes JSX': 'function main() { return <a href="CANARY_URL" /> }',
    'closes what is put around it': '}) ; process.exit(1) ; ((() => {\nfunction main() {}',
    'comments out what comes after': 'function main(): object { return { found: 1 } } /*',
    'ends a line in a type': 'function main(): {\n found: string } { return\n { found: "x" } }',
    'nests types deeply': `type A = ${'['.repeat(5000)}${']'.repeat(5000)}\nfunction main() { return {} }`,
    'nests types far too deeply': `type A = ${'['.repeat(200000)}\nfunction main() { return {} }`,
    'nests generics deeply': `type A = ${'Array<'.repeat(20000)}1${'>'.repeat(20000)}\nfunction main() { return {} }`,
    'nests expressions far too deeply': `function main() { return ${'('.repeat(200000)}1${')'.repeat(200000)} }`,
    'nests templates deeply': `function main() { return ${'`${'.repeat(20000)}1${'}`'.repeat(20000)} }`,
    'writes a huge union': `type A = ${'"x" | '.repeat(150000)}"y"\nfunction main() { return {} }`,
    'writes a huge conditional type': `type A = ${'1 extends 2 ? 3 : '.repeat(20000)}4\nfunction main() { return {} }`,
    'writes many overloads': `${'function f(x: number): void;\n'.repeat(30000)}function f(x: any) {}\nfunction main() { return {} }`,
    'writes one huge word': `type ${'A'.repeat(900000)} = 1\nfunction main() { return {} }`,
    'writes a regular expression that never ends':
      'const x: RegExp = /(a+)+$/\nfunction main() { return { found: x.test("a".repeat(64) + "b") } }',
    'uses surrogates and null characters':
      'const x: string = "\ud800\u0000"\nfunction main() { return { found: x } }',
    'uses other line ends': 'function main(): object {\r\n\u2028  return { found: 1 }\r}',
    'loops with types': 'function main(): never { for (;;) {} }',
    'bombs with types':
      'function main(): never { const all: Uint8Array[] = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)) }',
    'fetches with types':
      'async function main(): Promise<object> { return { found: await (await fetch("CANARY_URL" as string)).text() } }',
    'reaches for the transformer':
      'function main() { return { found: [typeof (globalThis as any).transformSync, typeof (globalThis as any).wasm, typeof (globalThis as any).__wbindgen_malloc] .filter((t) => t !== "undefined").map((t) => "ESCAPED" + t) } }',
  },
})
