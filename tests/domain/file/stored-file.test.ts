import { extensionOf, FileId, toFileValue } from '@weft/domain/file'
import { ValidationError } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'

describe('extensionOf', () => {
  it.each([
    ['report.PDF', '.pdf'],
    ['archive.tar.gz', '.gz'],
    ['a b.txt', '.txt'],
    ['README', ''],
    ['.bashrc', ''],
    ['dir.d/file', ''],
    ['trailing.', ''],
    ['', ''],
  ])('%s has %s', (name, extension) => {
    expect(extensionOf(name)).toBe(extension)
  })
})

describe('a stored file as a value', () => {
  const id = FileId.parse('00000000-0000-7000-8000-0000000000aa')

  it('carries what documents and clients need, with its type derived', () => {
    const file = { id, filename: 'a.png', extension: '.png', mimeType: 'image/png', size: 3 }
    expect(toFileValue(file, 'tool_file')).toMatchObject({
      dify_model_identity: '__dify__file__',
      type: 'image',
      transfer_method: 'tool_file',
      reference: id,
      related_id: id,
      filename: 'a.png',
      extension: '.png',
      mime_type: 'image/png',
      size: 3,
    })
  })

  it('has an id that is a UUID and nothing else (T-I4)', () => {
    for (const raw of ['../../etc/passwd', '..%2f', '', 'a\0b', `${id}/..`])
      expect(() => FileId.parse(raw)).toThrow(ValidationError)
  })
})
