import type { JsonObject } from '@weft/domain/kernel'
import { createCodeSandbox } from '@weft/sandbox'
import { afterAll, describe, expect, it } from 'vitest'

import { requestOf } from './requests.js'

const sandbox = createCodeSandbox({ timeoutMs: 5_000 })
afterAll(() => sandbox.close())

const run = (code: string, inputs: JsonObject = {}) =>
  sandbox.run(requestOf('python3', code, inputs), { signal: new AbortController().signal })
const output = async (code: string, inputs: JsonObject = {}) => {
  const outcome = await run(code, inputs)
  expect(outcome).toMatchObject({ type: 'completed' })
  return outcome.type === 'completed' ? outcome.output : undefined
}
const returning = (expression: string) => `def main():\n    return {"value": ${expression}}`

describe('Python code', () => {
  it('names the keys whose numbers are whole floats', async () => {
    const outcome = await run(
      'def main():\n    return {"a": 1.0, "b": 1, "c": 1.5, "d": True, "e": [1.0], "f": -0.0, "g": 1e300}',
    )
    expect(outcome).toMatchObject({ type: 'completed', floats: ['a', 'f', 'g'] })
  })

  it.each([
    ['2 ** 53 - 1', 9007199254740991],
    ['2 ** 60', 2 ** 60],
    ['10 ** 300', 1e300],
    ['(1, [2, ()])', [1, [2, []]]],
    ['{1: "a", 2.5: "b", None: "c", True: "d"}', { 1: 'd', 2.5: 'b', null: 'c' }],
    ['"\\ud800x"', '\ud800x'],
    ['float("nan")', null],
    ['{"deep": [float("inf"), {"er": -float("inf")}]}', { deep: [null, { er: null }] }],
    ['__import__("enum").IntEnum("E", "A").A', 1],
    ['__import__("collections").OrderedDict(z=1, a=2)', { z: 1, a: 2 }],
    ['"日本" * 2', '日本日本'],
  ])('returns %s as JSON', async (expression, expected) => {
    expect(await output(returning(expression))).toEqual({ value: expected })
  })

  it.each([
    ['__import__("datetime").date(2024, 1, 1)', 'TypeError', /date is not JSON serializable/],
    ['b"bytes"', 'TypeError', /bytes is not JSON serializable/],
    ['{1, 2}', 'TypeError', /set is not JSON serializable/],
    ['{(1, 2): 3}', 'TypeError', /keys must be str, int, float, bool or None, not tuple/],
    ['10 ** 400', 'ValueError', /too large/],
    ['10 ** 5000', 'ValueError', /4300 digits/],
    ['main', 'TypeError', /function is not JSON serializable/],
  ])('reports %s as an error of the code', async (expression, type, message) => {
    const outcome = await run(returning(expression))
    expect(outcome).toMatchObject({ type: 'failed', error: { type } })
    expect(outcome.type === 'failed' && outcome.error.message).toMatch(message)
  })

  it('calls main with the inputs by name and reports a wrong call', async () => {
    expect(
      await output('def main(a, b=2, **rest):\n    return {"all": [a, b, rest]}', { a: 1, c: 3 }),
    ).toEqual({ all: [1, 2, { c: 3 }] })
    const outcome = await run('def main(a):\n    return {}', { b: 1 })
    expect(outcome).toMatchObject({ type: 'failed', error: { type: 'TypeError' } })
  })

  it('has json and b64decode without an import, as published code expects', async () => {
    const code = 'def main():\n    return {"a": json.loads("[1]"), "b": b64decode("aGk=").decode()}'
    expect(await output(code)).toEqual({ a: [1], b: 'hi' })
  })

  it('runs as the main module', async () => {
    const code = `
from dataclasses import dataclass, asdict
@dataclass
class Point:
    x: int
def main():
    import sys
    return {"name": __name__, "point": asdict(Point(1)), "is_main": sys.modules["__main__"].Point is Point}
`
    expect(await output(code)).toEqual({ name: '__main__', point: { x: 1 }, is_main: true })
  })

  it('has the standard library of common use', async () => {
    const code = `
import base64, collections, csv, datetime, decimal, difflib, fractions, hashlib, heapq, hmac, html, io, itertools
import json, math, random, re, secrets, statistics, string, textwrap, time, unicodedata, urllib.parse, uuid
import xml.etree.ElementTree as tree, zlib, zoneinfo, calendar, bisect, copy, enum, functools, operator, typing
def main():
    return {
        "sha": hashlib.sha256(b"x").hexdigest()[:8],
        "uuid": len(str(uuid.uuid4())),
        "xml": tree.fromstring("<a><b>1</b></a>").find("b").text,
        "date": datetime.date(2024, 2, 29).isoformat(),
        "re": re.sub(r"(\\w+)@", r"<\\1>", "me@x"),
        "csv": next(csv.reader(io.StringIO("a,b"))),
        "dec": str(decimal.Decimal("0.1") + decimal.Decimal("0.2")),
    }
`
    expect(await output(code)).toEqual({
      sha: '2d711642',
      uuid: 36,
      xml: '1',
      date: '2024-02-29',
      re: '<me>x',
      csv: ['a', 'b'],
      dec: '0.3',
    })
  })

  it('keeps the line of the user when the error comes out of a library', async () => {
    const outcome = await run('import json\n\ndef main():\n    return json.loads("{")')
    expect(outcome).toMatchObject({ type: 'failed', error: { type: 'JSONDecodeError', line: 4 } })
    expect(outcome.type === 'failed' && outcome.stderr).toContain('return json.loads("{")')
    expect(outcome.type === 'failed' && outcome.stderr).not.toContain('runner.py')
  })

  it('uses files of its own, within its memory', async () => {
    const code = `
import tempfile
def main():
    with tempfile.TemporaryFile() as file:
        file.write(b"x" * 1000000)
        file.seek(0)
        return {"size": len(file.read())}
`
    expect(await output(code)).toEqual({ size: 1000000 })
  })

  it('lets code live with a refused allocation', async () => {
    const code = `
def main():
    try: return {"size": len(bytearray(1 << 30))}
    except MemoryError: return {"size": 0}
`
    expect(await output(code)).toEqual({ size: 0 })
  })
})
