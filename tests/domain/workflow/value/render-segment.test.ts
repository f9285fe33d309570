import {
  createFileValue,
  renderLog,
  renderMarkdown,
  renderSegment,
  renderText,
  type Segment,
} from '@weft/domain/workflow'
import { anySegment } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const image = createFileValue({
  type: 'image',
  transferMethod: 'remote_url',
  remoteUrl: 'https://x.test/a.png',
  filename: 'a.png',
})
const report = createFileValue({
  type: 'document',
  transferMethod: 'local_file',
  url: 'https://x.test/r',
})

type Row = readonly [segment: Segment, text: string, markdown: string, log: string]
const ROWS: readonly Row[] = [
  [{ type: 'string', value: 'a "b"' }, 'a "b"', 'a "b"', 'a "b"'],
  [
    { type: 'secret', value: 'sk-abcdefxyz' },
    'sk-abcdefxyz',
    'sk-abcdefxyz',
    'sk-abc************yz',
  ],
  [{ type: 'secret', value: 'short' }, 'short', 'short', '*'.repeat(20)],
  [{ type: 'secret', value: '' }, '', '', ''],
  [{ type: 'integer', value: 3 }, '3', '3', '3'],
  [{ type: 'float', value: 3 }, '3.0', '3.0', '3.0'],
  [{ type: 'float', value: 3.5 }, '3.5', '3.5', '3.5'],
  [{ type: 'boolean', value: true }, 'True', 'True', 'True'],
  [{ type: 'boolean', value: false }, 'False', 'False', 'False'],
  [{ type: 'none', value: null }, '', '', ''],
  [{ type: 'object', value: { a: 1 } }, '{"a": 1}', '{\n  "a": 1\n}', '{\n  "a": 1\n}'],
  [{ type: 'object', value: {} }, '{}', '{}', '{}'],
  [
    { type: 'object', value: { 名: [true, null] } },
    '{"名": [true, null]}',
    '{\n  "名": [\n    true,\n    null\n  ]\n}',
    '{\n  "名": [\n    true,\n    null\n  ]\n}',
  ],
  [{ type: 'array[string]', value: ['x', 'y'] }, '["x", "y"]', '- x\n- y', "['x', 'y']"],
  [{ type: 'array[string]', value: [] }, '', '', '[]'],
  [{ type: 'array[number]', value: [1, 2] }, '[1, 2]', '- 1\n- 2', '[1, 2]'],
  [{ type: 'array[number]', value: [] }, '', '', '[]'],
  [{ type: 'array[object]', value: [{ a: 1 }] }, "[{'a': 1}]", "- {'a': 1}", "[{'a': 1}]"],
  [{ type: 'array[boolean]', value: [true] }, '[True]', '- True', '[True]'],
  [
    { type: 'array[any]', value: ['a', 1, null] },
    "['a', 1, None]",
    '- a\n- 1\n- None',
    "['a', 1, None]",
  ],
  [{ type: 'array[any]', value: [] }, '', '', '[]'],
  [{ type: 'file', value: image }, '', '![a.png](https://x.test/a.png)', ''],
  [{ type: 'file', value: report }, '', '[https://x.test/r](https://x.test/r)', ''],
  [
    { type: 'array[file]', value: [image, report] },
    '',
    '![a.png](https://x.test/a.png)\n[https://x.test/r](https://x.test/r)',
    '',
  ],
  [{ type: 'array[file]', value: [] }, '', '', ''],
]

describe('renderSegment', () => {
  it.each(ROWS)('H69 renders %j as text, markdown and log', (segment, text, markdown, log) => {
    expect(renderText(segment)).toBe(text)
    expect(renderMarkdown(segment)).toBe(markdown)
    expect(renderLog(segment)).toBe(log)
  })

  it('shows an image without a name all the same', () => {
    const nameless = createFileValue({
      type: 'image',
      transferMethod: 'tool_file',
      url: 'https://x.test/i',
    })
    expect(renderMarkdown({ type: 'file', value: nameless })).toBe('![](https://x.test/i)')
  })

  it('never shows the middle of a secret in a log', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 9 }), (value) => {
        const log = renderLog({ type: 'secret', value })
        expect(log).toBe(`${value.slice(0, 6)}************${value.slice(-2)}`)
      }),
    )
  })

  it('gives some text for every segment in every form', () => {
    fc.assert(
      fc.property(anySegment(), (segment) => {
        expect(renderSegment(segment, 'text')).toBe(renderText(segment))
        expect(renderSegment(segment, 'markdown')).toBe(renderMarkdown(segment))
        expect(renderSegment(segment, 'log')).toBe(renderLog(segment))
      }),
    )
  })
})
