import { describeEscapes } from './escape-suite.js'

const from = (expression: string) =>
  `function main() { const found = ${expression}; return { found: String(found) + typeof found } }`

describeEscapes({
  ids: 'T-A2, T-A4, T-A7',
  language: 'javascript',
  alive: 'function main() { return { alive: true } }',
  programs: {
    // WebAssembly and shared memory
    'looks for WebAssembly everywhere': from(
      '[globalThis.WebAssembly, (0, eval)("typeof WebAssembly"), Function("return typeof WebAssembly")()]',
    ),
    'takes the memory of the engine': from(
      '[globalThis.memory, globalThis.HEAP8, globalThis.wasmMemory, globalThis.Module, globalThis.asm]',
    ),
    'makes a huge shared buffer': from('new SharedArrayBuffer(2 ** 32).byteLength'),
    'spins on a shared buffer':
      'function main() { const s = new Int32Array(new SharedArrayBuffer(4)); while (Atomics.load(s, 0) === 0); }',
    'notifies who is not there': from(
      'Atomics.notify(new Int32Array(new SharedArrayBuffer(4)), 0)',
    ),
    'waits asynchronously':
      'async function main() { return await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0).value }',
    'reads clocks finely':
      'function main() { const t = []; for (let i = 0; i < 1000; i += 1) t.push(Date.now()); return { found: new Set(t).size } }',

    // promises, generators, async (T-A7)
    'rejects in a thenable':
      'function main() { return { then(_, reject) { reject(new Error("x")) } } }',
    'resolves with itself':
      'function main() { let done; const p = new Promise((r) => { done = r }); done(p); return p }',
    'answers with a thenable that answers with a thenable':
      'function main() { const next = () => ({ then(r) { r(next()) } }); return next() }',
    'rejects many promises':
      'function main() { for (let i = 0; i < 10000; i += 1) Promise.reject(i); return { found: 1 } }',
    'throws in an async generator': `
async function* steps() { try { yield 1 } finally { throw new Error('late') } }
async function main() { for await (const step of steps()) break; return { found: 1 } }`,
    'returns from a generator that never ends': `
async function main() { const g = (async function* () { for (;;) yield 1 })(); for await (const x of g); }`,
    'returns an async generator': 'async function* main() { yield { found: process.env } }',
    'returns a generator': 'function* main() { yield { found: process.env } }',
    'hooks into await': `
Promise.prototype.then = function (resolve) { resolve({ found: typeof process + typeof require }) }
async function main() { return await Promise.resolve(1) }`,
    'hooks into the species of promises': `
Promise[Symbol.species] = class { constructor(run) { run(() => {}, () => {}) } }
async function main() { return await Promise.resolve({ found: 1 }).then((x) => x) }`,
    'hooks into any and all': `
Promise.resolve = () => ({ then: (f) => f(globalThis) })
async function main() { return { found: String(await Promise.all([1])) } }`,
    'throws an aggregate':
      'async function main() { throw new AggregateError([new Error("x")], "all") }',
    'disposes of itself': `
function main() { const o = { [Symbol.dispose ?? 'd']() { throw 1 } }; return { found: typeof o } }`,

    // constructor chains and reflection (T-A4)
    'climbs from every built-in': `
function main() {
  const found = []
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    try {
      const made = globalThis[name]?.constructor?.constructor?.('return typeof process + typeof require')
      const seen = made?.()
      if (seen !== undefined && !String(seen).startsWith('undefinedundefined')) found.push('ESCAPED ' + name)
    } catch {}
  }
  return { found }
}`,
    'climbs from the methods of fetch': from(
      'fetch.constructor("return typeof process + typeof require")()',
    ),
    'climbs from a response class': from(
      'Response.constructor("return typeof process")() + Headers.constructor("return typeof require")()',
    ),
    'reflects on everything': `
function main() {
  const found = []
  const seen = new Set()
  const visit = (value, path, depth) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > 6) return
    seen.add(value)
    for (const key of Reflect.ownKeys(value)) {
      if (/process|require|binding|dlopen|child|mainModule/i.test(String(key))) found.push('ESCAPED ' + path + String(key))
      try { visit(value[key], path + String(key) + '.', depth + 1) } catch {}
    }
    visit(Reflect.getPrototypeOf(value), path + '__proto__.', depth + 1)
  }
  visit(globalThis, '', 0)
  return { found, count: seen.size }
}`,
    'constructs with another target': from(
      'Reflect.construct(Function, ["return typeof process"], Array)()',
    ),
    'binds and applies': from(
      'Function.prototype.apply.call(Function, null, ["return typeof require"])()',
    ),
    'uses the symbol of primitives': from(
      '`${{ [Symbol.toPrimitive]: () => Function("return typeof process")() }}`',
    ),
    'uses a getter on arguments':
      'function main() { return { found: typeof arguments.callee + arguments.length } }',
    'reads sources of native functions': from(
      'Function.prototype.toString.call(fetch) + console.log',
    ),
    'names itself after an import': from(
      '(() => { try { return eval("import.meta.url") } catch (e) { return e.name } })()',
    ),
    'makes a realm': from(
      'typeof ShadowRealm === "undefined" ? "none" : new ShadowRealm().evaluate("typeof process")',
    ),
    'uses a tag that is a constructor': from('Function`return typeof process``x`'),
    'escapes a template literal': from('`${`${Function("return typeof process")()}`}`'),
    'hides words in unicode escapes': from('\\u{70}rocess'),
    'hides words in other letters': from('typeof 𝓹rocess'),
    'imports with a template':
      'async function main() { return { found: await import(`node:${"fs"}`) } }',
    'imports with attributes':
      'async function main() { return { found: await import("CANARY_FILE", { with: { type: "json" } }) } }',
    'closes its own function': 'return 1 }) ; ({ found: process.env }) ; (function () {',
    'closes the prelude': '}})()); process.exit(1); ((() => {{',
    'ends with a comment': 'function main() { return { found: 1 } } /*',
    'begins with a hashbang':
      '#!/usr/bin/env node\nfunction main() { return { found: typeof process } }',
    'begins with a byte order mark': '\ufefffunction main() { return { found: typeof process } }',
    'contains line separators': 'function main() { return { found: "a\u2028b\u2029c" } }',

    // after the start
    'replaces what reads the answer while it is read': `
function main() {
  return { toJSON() { JSON.stringify = JSON.parse = null; Object.prototype.toJSON = () => 'ESC' + 'APED'; return { found: 1 } } }
}`,
    'replaces the prototype of the answer': `
function main() { return Object.setPrototypeOf({ found: 1 }, new Proxy({}, { get() { throw new Error('x') } })) }`,
    'answers with an array that lies about its length':
      'function main() { const a = [1]; Object.defineProperty(a, "length", { value: 2 ** 32 - 1 }); return { a } }',
    'answers with an object of a million keys':
      'function main() { const o = {}; for (let i = 0; i < 1000000; i += 1) o["k" + i] = i; return o }',
    'answers with deep JSON':
      'function main() { let s = "["; s = s.repeat(100000) + "]".repeat(100000); return { toJSON: () => JSON.rawJSON?.(s) ?? s } }',
    'answers with raw JSON': 'function main() { return { found: JSON.rawJSON?.("1e999") } }',
    'answers with a huge number':
      'function main() { return { found: Number.MAX_VALUE * 10, n: -0 } }',
    'floods the console with values':
      'function main() { const big = Array(1e5).fill({ a: 1 }); for (;;) console.log(big) }',
    'floods the console while loading': 'for (;;) console.error("x".repeat(1e6))',
    'prints a getter that grows the console':
      'function main() { console.log({ toJSON() { console.log("again"); return 1 } }); return { found: 1 } }',

    // the host's health
    'takes memory in closures':
      'function main() { const f = []; for (;;) { const x = new Array(1000).fill(f.length); f.push(() => x) } }',
    'takes memory in a map':
      'function main() { const m = new Map(); for (let i = 0; ; i += 1) m.set({}, "x".repeat(100) + i) }',
    'takes memory in big integers': 'function main() { let n = 2n; for (;;) n = n ** 2n }',
    'takes memory in symbols':
      'function main() { for (let i = 0; ; i += 1) Symbol.for("s".repeat(1000) + i) }',
    'takes memory in code':
      'function main() { const all = []; for (;;) all.push(eval("(function () {" + "x;".repeat(100000) + "})")) }',
    'joins arrays of arrays':
      'function main() { let a = [1]; for (;;) a = [a, a, a].flat(1).concat(a) }',
    'replaces without end':
      'function main() { let s = "a"; for (;;) s = s.replace(/a/g, "$&$&$`") }',
    'normalises a huge text':
      'function main() { return { found: "\\ufdfa".repeat(5000000).normalize("NFKD").length } }',
    'formats a huge number':
      'function main() { return { found: (1n << 10000000n).toString().length } }',
    'recurses in JSON': 'function main() { return JSON.parse("[".repeat(1000000)) }',
    'recurses in a reviver':
      'function main() { return JSON.parse("[1]", function f(k, v) { return JSON.parse("[1]", f) }) }',
    'recurses in a proxy':
      'function main() { const p = new Proxy({}, { get: (t, k, r) => r[k] }); return p.x }',
    'recurses in getters': 'function main() { return { get a() { return this.a } } }',
    'backtracks in a regular expression':
      'function main() { return { found: "x".repeat(60).match(/^(x+x+)+y/) } }',
    'looks behind in a regular expression':
      'function main() { return { found: "a".repeat(1e5).match(/(?<=(a*)*)b/) } }',
  },
})
