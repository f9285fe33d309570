import {
  createFileValue,
  fileAttribute,
  fileReference,
  fileTypeOf,
  fileUrl,
  isFileValue,
} from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'

const file = createFileValue({
  type: 'document',
  transferMethod: 'local_file',
  reference: 'f-1',
  filename: 'a.pdf',
  extension: '.pdf',
  mimeType: 'application/pdf',
  size: 12,
  url: 'https://x.test/f-1',
})

describe('file values', () => {
  it('mark themselves, and other maps are not files', () => {
    expect(isFileValue(file)).toBe(true)
    expect(isFileValue({ type: 'image' })).toBe(false)
    expect(isFileValue([file])).toBe(false)
    expect(isFileValue(null)).toBe(false)
  })

  it.each([
    ['type', 'document'],
    ['size', 12],
    ['name', 'a.pdf'],
    ['mime_type', 'application/pdf'],
    ['transfer_method', 'local_file'],
    ['url', 'https://x.test/f-1'],
    ['extension', '.pdf'],
    ['related_id', 'f-1'],
  ])('have the attribute %s', (name, value) => {
    expect(fileAttribute(file, name)).toEqual({
      type: typeof value === 'number' ? 'integer' : 'string',
      value,
    })
  })

  it.each(['filename', 'reference', 'dify_model_identity', 'constructor', '__proto__', ''])(
    'have no attribute %j',
    (name) => {
      expect(fileAttribute(file, name)).toBeUndefined()
    },
  )

  it('show an attribute without a value as nothing', () => {
    const bare = createFileValue({ type: 'custom', transferMethod: 'tool_file' })
    expect(fileAttribute(bare, 'name')).toEqual({ type: 'none', value: null })
    expect(fileAttribute(bare, 'size')).toEqual({ type: 'integer', value: -1 })
  })

  it.each(['reference', 'related_id', 'upload_file_id', 'tool_file_id', 'datasource_file_id'])(
    'name the stored file as %s, as older payloads do',
    (name) => {
      expect(fileReference({ [name]: 'f-9' })).toBe('f-9')
    },
  )

  it('are found at their resolved address before their remote one', () => {
    expect(fileUrl({ url: 'https://a', remote_url: 'https://b' })).toBe('https://a')
    expect(fileUrl({ url: null, remote_url: 'https://b' })).toBe('https://b')
    expect(fileUrl({})).toBeUndefined()
  })
})

describe('fileTypeOf', () => {
  it.each([
    ['.png', '', 'image'],
    ['PDF', '', 'document'],
    ['.Mp3', '', 'custom'],
    ['mp3', 'text/plain', 'audio'],
    ['webm', '', 'video'],
    ['', 'image/heic', 'image'],
    ['.bin', 'video/x', 'video'],
    ['', 'text/x-python', 'document'],
    ['', 'application/pdf', 'document'],
    ['', 'application/pdfx', 'custom'],
    ['', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
    ['', 'application/wps-office.docx', 'document'],
    ['', 'message/rfc822', 'document'],
    ['', 'application/octet-stream', 'custom'],
    ['', '', 'custom'],
  ])('of extension %j and MIME type %j is %s', (extension, mimeType, type) => {
    expect(fileTypeOf({ extension, mimeType })).toBe(type)
  })
})
