import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text } from './node-harness.js'

const kind = kindOf('end')

describe('end', () => {
  it('names variables as outputs, with null for one that is missing', async () => {
    const data = {
      outputs: [
        { variable: 'answer', value_selector: ['a', 'text'], value_type: 'string' },
        { variable: 'none', value_selector: ['a', 'gone'] },
        { variable: 'half', value_selector: ['a', 'number'] },
      ],
    }
    const variables = { 'a.text': text('x'), 'a.number': { type: 'float', value: 3 } } as const
    expect(await run(kind, data, variables)).toEqual({
      type: 'succeeded',
      inputs: { answer: 'x', none: null, half: 3 },
      outputs: { answer: 'x', none: null, half: 3 },
      outputTypes: { half: 'float' },
    })
  })

  it('lets the later of two outputs with one name count', async () => {
    const data = {
      outputs: [
        { variable: 'o', value_selector: ['a', 'x'] },
        { variable: 'o', value_selector: ['a', 'y'] },
      ],
    }
    const outcome = await run(kind, data, { 'a.x': segmentOf(1), 'a.y': segmentOf(2) })
    expect(outcome).toMatchObject({ outputs: { o: 2 } })
  })

  it('streams its variables with line breaks between them', () => {
    const data = {
      outputs: [
        { variable: 'a', value_selector: ['l1', 'text'] },
        { variable: 'empty', value_selector: [] },
        { variable: 'b', value_selector: ['l2', 'text'] },
      ],
    }
    expect(bind(kind, data).responseTemplate).toEqual([
      { type: 'reference', selector: ['l1', 'text'] },
      { type: 'text', text: '\n' },
      { type: 'reference', selector: ['l2', 'text'] },
    ])
  })

  it('masks secrets in the record, not in the output', async () => {
    const data = { outputs: [{ variable: 'key', value_selector: ['env', 'KEY'] }] }
    const secret = { type: 'secret', value: 'sk-abcdefghijklmnop' } as const
    expect(await run(kind, data, { 'env.KEY': secret })).toMatchObject({
      inputs: { key: 'sk-abc************op' },
      outputs: { key: 'sk-abcdefghijklmnop' },
    })
  })

  it('keeps the name __proto__ an ordinary output (T-H3)', async () => {
    const data = { outputs: [{ variable: '__proto__', value_selector: ['a', 'x'] }] }
    const outcome = await run(kind, data, { 'a.x': segmentOf({ polluted: true }) })
    expect(JSON.stringify(outcome)).toContain('"outputs":{"__proto__":{"polluted":true}}')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
