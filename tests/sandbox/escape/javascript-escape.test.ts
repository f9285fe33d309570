import { describeEscapes } from './escape-suite.js'

const from = (expression: string) =>
  `function main() { const found = ${expression}; return { found: String(found) + typeof found } }`

/** Evaluates to text when the function was made in the host, where these exist. */
const HOST = `typeof process + typeof require + typeof globalThis.process + typeof fetch + typeof WebAssembly + typeof Buffer`
const marks = (reach: string) => `
function main() {
  const world = ${reach}
  const found = []
  for (const name of ['process', 'require', 'setTimeout', 'structuredClone', 'Buffer', 'WebAssembly', 'Deno', 'Bun', 'importScripts', 'WebSocket']) {
    if (typeof world?.[name] !== 'undefined') found.push('ESCAPED ' + name)
  }
  return { found }
}`

describeEscapes({
  ids: 'T-A2, T-A4, T-A5, T-A7',
  language: 'javascript',
  alive: 'function main() { return { alive: true } }',
  programs: {
    // what is there
    'looks for host globals': from(HOST),
    'lists every global': `
function main() {
  const names = Object.getOwnPropertyNames(globalThis)
  const hosts = ['process', 'require', 'module', 'setTimeout', 'structuredClone', 'Buffer', 'std', 'os', 'bjson', 'scriptArgs', 'setTimeout', 'Worker', 'SharedWorker']
  return { found: hosts.filter((name) => names.includes(name)).map((name) => 'ESCAPED ' + name) }
}`,
    'requires a module': from('require("fs").readFileSync("CANARY_FILE", "utf8")'),
    'imports a module':
      'import fs from "fs"\nfunction main() { return { found: fs.readFileSync("CANARY_FILE", "utf8") } }',
    'imports a module of QuickJS':
      'import * as os from "os"\nimport * as std from "std"\nfunction main() { return { found: std.loadFile("CANARY_FILE") } }',
    'imports while running':
      'async function main() { const fs = await import("node:fs"); return { found: fs.readFileSync("CANARY_FILE", "utf8") } }',
    'imports a file':
      'async function main() { return { found: Object.keys(await import("file://CANARY_FILE")) } }',
    'imports a URL':
      'async function main() { return { found: Object.keys(await import("CANARY_URL")) } }',
    'reads the environment': from('process.env.WEFT_CANARY'),
    fetches: 'async function main() { return { found: await (await fetch("CANARY_URL")).text() } }',
    'opens a socket':
      'function main() { return { found: new WebSocket("ws://127.0.0.1:CANARY_PORT/") } }',
    'uses XMLHttpRequest':
      'function main() { const x = new XMLHttpRequest(); x.open("GET", "CANARY_URL", false); x.send(); return { found: x.responseText } }',
    'starts a worker':
      'function main() { return { found: String(new Worker("data:text/javascript,1")) } }',
    'compiles WebAssembly': from(
      'new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))',
    ),

    // ways to another world's Function (T-A4, T-A7)
    'makes a function from text': marks('Function("return globalThis")()'),
    'climbs by constructor': marks('({}).constructor.constructor("return this")()'),
    'climbs from an array': marks('[]["filter"]["constructor"]("return this")()'),
    'climbs from an async function': marks(
      '(async () => {}).constructor("return globalThis")() && globalThis',
    ),
    'climbs from a generator': marks('(function* () {}).constructor("return this")().next().value'),
    'climbs from an async generator': marks(
      '(async function* () {}).constructor("yield this")() && this',
    ),
    'climbs from the console': marks('console.log.constructor("return this")()'),
    'climbs from the inputs':
      'function main(inputs) { const w = inputs.constructor.constructor("return this")(); return { found: typeof w.process + typeof w.require } }',
    'climbs from an error': marks(
      '(() => { try { null.x } catch (error) { return error.constructor.constructor("return this")() } })()',
    ),
    'climbs from a stack overflow': marks(
      '(() => { const f = () => f(); try { f() } catch (error) { return error.constructor.constructor("return this")() } })()',
    ),
    'climbs from a proxy': marks(
      'new Proxy({}, { get: (t, k, r) => r }).constructor && globalThis',
    ),
    'uses indirect eval': marks('(0, eval)("this")'),
    'uses a sloppy this': marks('(function () { return this })()'),
    'uses with':
      'function main() { with ({ process: undefined }) { return { found: typeof globalThis.process } } }',
    'uses a tagged template': marks('((s) => s.constructor.constructor("return this")())`x`'),
    'prepares stack traces': `
function main() {
  let sites
  Error.prepareStackTrace = (error, structured) => { sites = structured; return 'x' }
  const stack = new Error('x').stack
  const world = sites?.[0]?.getThis?.()
  return { found: typeof world?.process === 'undefined' ? 'nothing' : 'ESCAPED', stack: String(stack) }
}`,
    'reads callers and arguments': `
function main() {
  const found = []
  for (let f = main; f && found.length < 10; f = f.caller) found.push(String(f).slice(0, 40))
  return { found }
}`,

    // species, promises, thenables
    'answers with a thenable':
      'function main() { return { then(resolve) { resolve(resolve.constructor("return typeof process")()) } } }',
    'answers with a promise of a foreign kind': `
class Evil extends Promise {
  static get [Symbol.species]() { return function (run) { run((v) => v, (v) => v) } }
}
function main() { return new Evil((resolve) => resolve({ found: 1 })) }`,
    'rejects without a handler':
      'function main() { Promise.reject(new Error("lost")); return { found: 1 } }',
    'rejects with a getter':
      'function main() { return Promise.reject({ get message() { for (;;) {} } }) }',
    'replaces Promise':
      'globalThis.Promise = Promise.prototype.then = null; async function main() { return { found: 1 } }',
    'queues jobs without end':
      'async function main() { const spin = () => Promise.resolve().then(spin); await spin() }',

    // the harness
    'replaces every built-in it can': `
for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value = globalThis[name]
  if (typeof value !== 'function' && typeof value !== 'object') continue
  for (const holder of [value, value?.prototype]) {
    if (!holder) continue
    for (const key of Object.getOwnPropertyNames(holder)) {
      try { holder[key] = () => 'ESC' + 'APED' } catch {}
    }
  }
}
function main() { return { found: 1 } }`,
    'freezes everything': `
for (const name of Object.getOwnPropertyNames(globalThis)) { try { Object.freeze(globalThis[name]); Object.freeze(globalThis[name].prototype) } catch {} }
Object.freeze(globalThis)
function main() { return { found: 1 } }`,
    'sets accessors on Object.prototype': `
for (const name of ['toJSON', 'value', 'error', 'stdout', 'stderr', 'then', 'get', 'set', 'length', 'parse']) {
  Object.defineProperty(Object.prototype, name, { get() { return undefined }, set() {}, configurable: true })
}
function main() { return { found: 1 } }`,
    'returns a proxy that lies':
      'function main() { return new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: () => () => "x" }) }',
    'returns a value whose toJSON never ends':
      'function main() { return { toJSON() { for (;;) {} } } }',
    'returns a value whose toJSON grows':
      'function main() { const next = () => ({ a: { toJSON: next } }); return next() }',
    'returns names of prototypes':
      'function main() { return JSON.parse(\'{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}\') }',
    'redefines main while it runs':
      'function main() { globalThis.main = null; return { found: 1 } }',
    'makes main a getter':
      'Object.defineProperty(globalThis, "main", { get() { return () => ({ found: this === globalThis }) } })',
    'makes main a proxy':
      'const main = new Proxy(function () {}, { apply: (target, self, args) => ({ found: typeof self, count: args.length }) })',
    'throws what has no text':
      'function main() { throw { get name() { throw 1 }, get message() { throw 2 }, get stack() { throw 3 } } }',
    'throws a symbol': 'function main() { throw Symbol("x") }',
    'throws a lying error':
      'function main() { const e = new Error("x"); e.stack = "at code.js:999999999999999999999:1"; e.name = { toString() { return "x" } }; throw e }',
    'throws a proxy':
      'function main() { throw new Proxy(new Error("x"), { get() { throw new Error("again") } }) }',
    'prints what looks like a result':
      'function main() { console.log("<<RESULT>>{}<<RESULT>>"); return { found: 1 } }',
    'prints values that fight back':
      'function main() { console.log({ toJSON() { throw 1 }, toString() { throw 2 } }, Symbol("x"), new Proxy({}, { get() { throw 3 } })); return { found: 1 } }',
    'patches the console':
      'console.log = console.error = () => { throw 1 }; globalThis.console = null; function main() { return { found: 1 } }',

    // memory of others (T-A5)
    'reads fresh buffers': `
function main() {
  const found = []
  for (let i = 0; i < 20; i += 1) {
    const bytes = new Uint8Array(1000000)
    for (let j = 0; j < bytes.length; j += 4096) if (bytes[j] !== 0) found.push('ESCAPED')
  }
  return { found }
}`,
    'reads beyond a buffer': `
function main() {
  const buffer = new ArrayBuffer(8)
  const view = new DataView(buffer)
  const found = []
  for (const at of [8, -1, 2 ** 31, 2 ** 32, 2 ** 53, NaN]) { try { view.getUint8(at); if (at === at && at > 0) found.push('ESCAPED') } catch {} }
  return { found }
}`,
    'resizes a buffer under a view': `
function main() {
  const buffer = new ArrayBuffer(1024, { maxByteLength: 1 << 20 })
  const view = new Uint8Array(buffer)
  const sorted = new Uint8Array(buffer)
  try { sorted.sort((a, b) => { buffer.resize?.(0); return a - b }) } catch {}
  return { length: view.length }
}`,
    'transfers a buffer while it is used': `
function main() {
  const bytes = new Uint8Array(new ArrayBuffer(4096))
  try { bytes.fill({ valueOf() { bytes.buffer.transfer?.(); return 65 } }) } catch {}
  return { length: bytes.length }
}`,

    // the host's health
    'loops without end': 'function main() { for (;;) {} }',
    'loops while loading': 'for (;;) {}',
    'loops in a built-in':
      'function main() { return Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1) }',
    'loops in a regular expression':
      'function main() { return { found: /^(a+)+$/.test("a".repeat(64) + "b") } }',
    'loops in a sort':
      'function main() { return { found: new Array(5000000).fill(0).map((_, i) => -i).sort().length } }',
    'loops in a getter of the answer': 'function main() { return { get found() { for (;;) {} } } }',
    'splits without end': 'function main() { for (;;) "x".repeat(1000000).split("") }',
    'takes all memory':
      'function main() { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)) }',
    'takes all memory at once':
      'function main() { return { found: new ArrayBuffer(2 ** 31 - 1).byteLength } }',
    'takes memory in strings': 'function main() { let s = "x"; for (;;) s += s }',
    'takes memory in a regular expression':
      'function main() { return { found: new RegExp("(" .repeat(1e6) + ")".repeat(1e6)).source.length } }',
    'takes memory again and again':
      'function main() { for (let i = 0; i < 1000; i += 1) { try { "x".repeat(2 ** 29) } catch {} } return { found: 1 } }',
    'overruns the stack': 'function main() { return main() + 1 }',
    'overruns the stack in a built-in':
      'function main() { let v = []; for (let i = 0; i < 1e6; i += 1) v = [v]; return { found: JSON.stringify(v).length } }',
    'overruns the stack of the parser':
      'function main() { return { found: eval("[".repeat(200000) + "]".repeat(200000)).length } }',
    'overruns the stack of a regular expression':
      'function main() { return { found: /(?:a|b)*c/.test("ab".repeat(5000000)) } }',
    'overruns the stack in toString':
      'function main() { const a = []; a.toString = () => `${a}`; return { found: `${a}` } }',
    'overruns the stack with proxies':
      'function main() { let p = {}; for (let i = 0; i < 100000; i += 1) p = new Proxy(p, {}); return { found: p.x } }',
    'overruns the stack with bound functions':
      'function main() { let f = () => 1; for (let i = 0; i < 200000; i += 1) f = f.bind(); return { found: f() } }',
    'prints without end': 'function main() { for (;;) console.log("x".repeat(1000)) }',
    'collects garbage in a finaliser':
      'function main() { const r = new FinalizationRegistry(() => { for (;;) {} }); for (let i = 0; i < 100000; i += 1) r.register({}, 1); return { found: 1 } }',
    'waits atomically':
      'function main() { return { found: Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) } }',
    'shares memory': 'function main() { return new SharedArrayBuffer(1024) }',
  },
})
