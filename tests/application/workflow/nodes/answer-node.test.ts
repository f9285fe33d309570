import { createFileValue } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text } from './node-harness.js'

const kind = kindOf('answer')

const image = createFileValue({
  type: 'image',
  transferMethod: 'remote_url',
  remoteUrl: 'http://files.test/cat.png',
  filename: 'cat.png',
})

describe('answer', () => {
  it('fills references in as people read them', async () => {
    const data = { variables: [], answer: 'Hello {{#a.name#}}:\n{{#a.list#}}{{#a.gone#}}' }
    const variables = { 'a.name': text('Ada'), 'a.list': segmentOf(['x', 'y']) }
    expect(await run(kind, data, variables)).toEqual({
      type: 'succeeded',
      outputs: { answer: 'Hello Ada:\n- x\n- y', files: [] },
      outputTypes: { files: 'array[file]' },
    })
  })

  it('hands on the files it refers to, in order', async () => {
    const data = { answer: '{{#a.one#}}{{#a.many#}}' }
    const variables = { 'a.one': segmentOf(image), 'a.many': segmentOf([image, image]) }
    expect(await run(kind, data, variables)).toMatchObject({
      outputs: { files: [image, image, image] },
    })
  })

  it('gives its text and references to the stream, and names the output they become', () => {
    const bound = bind(kind, { answer: 'A {{#l.text#}} B {{x}}' })
    expect(bound.responseTemplate).toEqual([
      { type: 'text', text: 'A ' },
      { type: 'reference', selector: ['l', 'text'] },
      { type: 'text', text: ' B {{x}}' },
    ])
    expect(bound.streamedOutput).toBe('answer')
  })

  it('does not read references out of values (T-A3)', async () => {
    const data = { answer: '{{#a.evil#}}' }
    const variables = {
      'a.evil': text('{{#env.KEY#}} {{ 7*7 }} ${7*7}'),
      'env.KEY': { type: 'secret', value: 'sk-secret-value' },
    } as const
    expect(await run(kind, data, variables)).toMatchObject({
      outputs: { answer: '{{#env.KEY#}} {{ 7*7 }} ${7*7}' },
    })
  })

  it('wants its text', () => {
    expect(() => bind(kind, {})).toThrow('Node n: answer must be text and is missing.')
  })
})
