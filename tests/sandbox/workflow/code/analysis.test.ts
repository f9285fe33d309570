import type { CodeLanguage, CodePolicy } from '@weft/domain/workflow'
import { createCodeSandbox } from '@weft/sandbox'
import { afterAll, describe, expect, it } from 'vitest'

import { requestOf, tenant } from './requests.js'

const STRICT: CodePolicy = {
  imports: { subprocess: 8, 'urllib.request': 6, child_process: 9 },
  calls: { eval: 7, 'os.system': 9 },
  attributes: { __subclasses__: 6, constructor: 3 },
  refuseFrom: 7,
}
const strict = tenant(7)
const sandbox = createCodeSandbox({
  timeoutMs: 5_000,
  policyOf: (tenantId) => (tenantId === strict ? STRICT : undefined),
})
afterAll(() => sandbox.close())

const signal = new AbortController().signal
const analyse = async (language: CodeLanguage, code: string, tenantId = tenant(1)) => {
  const outcome = await sandbox.analyse({ tenantId, language, code }, { signal })
  if (outcome.type !== 'analysed') throw new Error(`The code was not read: ${outcome.type}`)
  return outcome
}
const found = async (language: CodeLanguage, code: string) =>
  (await analyse(language, code)).violations.map(({ rule, line, column, message }) => [
    rule,
    line,
    column,
    message,
  ])

describe('reading Python', () => {
  it.each([
    ['import subprocess', [['blocked-import', 1, 1, 'Imports subprocess.']]],
    ['x = 1\nimport json, ctypes.util', [['blocked-import', 2, 1, 'Imports ctypes.util.']]],
    ['from multiprocessing import Pool', [['blocked-import', 1, 1, 'Imports multiprocessing.']]],
    [
      '__import__("socket")',
      [
        ['blocked-call', 1, 1, 'Calls __import__.'],
        ['blocked-import', 1, 1, 'Imports socket.'],
      ],
    ],
    ['import os as o\n\no.system("ls")', [['blocked-call', 3, 1, 'Calls os.system.']]],
    ['from os import popen as p\np("ls")', [['blocked-call', 2, 1, 'Calls os.popen.']]],
    ['import builtins\nbuiltins.eval("1")', [['blocked-call', 2, 1, 'Calls eval.']]],
    ['x = ().__class__.__subclasses__()', [['introspection', 1, 5, 'Uses __subclasses__.']]],
    ['é = "é"; x = getattr(é, "__globals__")', [['introspection', 1, 14, 'Uses __globals__.']]],
    ['# import subprocess\ntext = "eval(1)"\ndef evaluate(): pass\nevaluate()', []],
  ] as const)('finds what is in %j', async (code, expected) => {
    expect(await found('python3', code)).toEqual(expected)
  })

  it('reports code that does not parse, with line and column, and does not run it', async () => {
    expect(await analyse('python3', 'def main():\n    return {{\n')).toMatchObject({
      severity: 10,
      violations: [{ rule: 'syntax', line: 2, severity: 10 }],
    })
    expect((await analyse('python3', 'x = "\0"')).violations[0]?.rule).toBe('syntax')
  })

  it('gives the gravest severity', async () => {
    const { severity } = await analyse('python3', 'import pickle, subprocess\neval("1")')
    expect(severity).toBe(8)
    expect((await analyse('python3', 'import json')).severity).toBe(0)
  })
})

describe('reading JavaScript and TypeScript', () => {
  it.each([
    ['const fs = require("node:fs")', [['blocked-import', 1, 12, 'Imports fs.']]],
    [
      'async () => {\n  await import("fs/promises") }',
      [['blocked-import', 2, 9, 'Imports fs/promises.']],
    ],
    ['globalThis.eval("1")', [['blocked-call', 1, 1, 'Calls eval.']]],
    ['new Function("return 1")', [['blocked-call', 1, 1, 'Calls Function.']]],
    ['process["binding"]("fs")', [['blocked-call', 1, 1, 'Calls process.binding.']]],
    ['x.__proto__ = 1', [['introspection', 1, 1, 'Uses __proto__.']]],
    ['class A { constructor() {} }\n// eval(1)\nconst s = "eval(1)"', []],
  ] as const)('finds what is in %j', async (code, expected) => {
    expect(await found('javascript', code)).toEqual(expected)
    expect(await found('typescript', code)).toEqual(expected)
  })

  it('keeps places where types stood before', async () => {
    const code = 'interface A { a: string }\nconst f = (a: A): unknown => eval(a.a as string)'
    expect(await found('typescript', code)).toEqual([['blocked-call', 2, 30, 'Calls eval.']])
  })

  it('reports code that does not parse, with line and column', async () => {
    for (const language of ['javascript', 'typescript'] as const)
      expect(await analyse(language, 'function main() {\n  return {{\n}')).toMatchObject({
        severity: 10,
        violations: [{ rule: 'syntax', line: 2, column: 11 }],
      })
  })

  it('survives code that nests too deeply to be read', async () => {
    const deep = `const x = ${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect((await analyse('javascript', deep)).violations[0]?.rule).toBe('syntax')
    expect((await analyse('javascript', 'const x = 1')).violations).toEqual([])
  })
})

describe('policies', () => {
  it('do not refuse anything where a workspace has none, and are told of only when asked', async () => {
    const request = requestOf('python3', 'def main():\n    return {"n": eval("1 + 1")}')
    const plain = await sandbox.run(request, { signal })
    expect(plain).toMatchObject({ type: 'completed', output: { n: 2 } })
    expect(plain).not.toHaveProperty('violations')
    expect(await sandbox.run(request, { signal, analyse: true })).toMatchObject({
      type: 'completed',
      violations: [{ rule: 'blocked-call', line: 2, column: 18, severity: 6 }],
    })
  })

  it.each([
    [
      'python3',
      'import subprocess\ndef main():\n    print("ran")\n    return {}',
      'Imports subprocess. (line 1)',
    ],
    ['javascript', 'function main() {\n  return eval("1") }', 'Calls eval. (line 2)'],
    ['typescript', 'function main(): number {\n  return eval("1") }', 'Calls eval. (line 2)'],
  ] as const)('refuse %s code from the severity they name', async (language, code, reason) => {
    expect(await sandbox.run(requestOf(language, code, {}, strict), { signal })).toMatchObject({
      type: 'refused',
      reason: 'blocked',
      message: `The policy of the workspace forbids this code: ${reason}`,
      violations: [{}],
    })
  })

  it('let through what is less grave, and report it', async () => {
    const code = 'import urllib.request\ndef main():\n    return {"a": 1}'
    expect(await sandbox.run(requestOf('python3', code, {}, strict), { signal })).toMatchObject({
      type: 'completed',
      violations: [{ rule: 'blocked-import', severity: 6 }],
    })
  })

  it('are not rewritten by the code that runs afterwards', async () => {
    const code = `
import os, json
device = os.open("/dev/analysis", os.O_WRONLY)
os.write(device, b"[]")
os.close(device)
x = ().__class__.__subclasses__
def main(): return {}`
    expect(await sandbox.run(requestOf('python3', code), { signal, analyse: true })).toMatchObject({
      type: 'completed',
      violations: [{ rule: 'introspection' }],
    })
  })

  it('report the line of a failure beside what they found', async () => {
    const code = 'function main() {\n  eval("1")\n  throw new Error("x") }'
    expect(
      await sandbox.run(requestOf('javascript', code), { signal, analyse: true }),
    ).toMatchObject({
      type: 'failed',
      error: { line: 3 },
      violations: [{ rule: 'blocked-call', line: 2 }],
    })
  })
})

describe('what cannot be read', () => {
  it('is said to be so', async () => {
    const request = { tenantId: tenant(1), language: 'go' as const, code: 'package main' }
    expect(await sandbox.analyse(request, { signal })).toMatchObject({
      type: 'refused',
      reason: 'unsupported-language',
    })
  })
})
