import {
  createFileValue,
  parseTemplate,
  renderTemplate,
  toSegment,
  VariablePool,
} from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

const pool = VariablePool.empty()
pool.set(
  ['llm', 'structured_output'],
  toSegment({ user: { name: 'Ada', tags: ['x', 'y'] }, gone: null }),
)
pool.set(
  ['start', 'photo'],
  toSegment(
    createFileValue({
      type: 'image',
      transferMethod: 'remote_url',
      remoteUrl: 'https://x.test/a.png',
      filename: 'a.png',
      size: 12,
    }),
  ),
)
pool.set(['code', 'list'], toSegment([{ a: 1 }]))

describe('nested attributes', () => {
  it.each([
    ['H71 a path into a map', 'llm.structured_output.user.name', 'Ada'],
    ['H71 an attribute of a file', 'start.photo.name', 'a.png'],
    ['H71 an attribute of a file that is a number', 'start.photo.size', '12'],
    [
      'H71 keys after an attribute, which are ignored',
      'start.photo.url.more',
      'https://x.test/a.png',
    ],
    [
      'a list at the end of a path, in its own form',
      'llm.structured_output.user.tags',
      '["x", "y"]',
    ],
    ['a key with nothing in it', 'llm.structured_output.gone', ''],
  ])('finds %s', (_what, path, text) => {
    expect(pool.get(path.split('.'))).toBeDefined()
    expect(renderTemplate(parseTemplate(`{{#${path}#}}`), pool)).toBe(text)
  })

  it.each([
    ['H71 an element of a list', 'code.list.0'],
    ['H71 a key of a list’s element', 'code.list.a'],
    ['H71 a key that is missing', 'llm.structured_output.user.age'],
    ['a key of a text', 'llm.structured_output.user.name.length'],
    ['a key beyond nothing', 'llm.structured_output.gone.more'],
    ['an attribute files do not have', 'start.photo.filename'],
    ['what every JavaScript object has', 'llm.structured_output.constructor'],
    ['the prototype of a map', 'llm.structured_output.__proto__'],
    ['a variable that is missing', 'llm.other'],
    ['a node that is missing', 'other.text'],
  ])('does not find %s', (_what, path) => {
    expect(pool.get(path.split('.'))).toBeUndefined()
    expect(renderTemplate(parseTemplate(`<{{#${path}#}}>`), pool)).toMatch(/^<(\{\{#.*#\}\})?>$/)
  })
})
