import { documentFormatOf, UnsupportedFileType } from '@weft/domain/file'
import { describe, expect, it } from 'vitest'

describe('documentFormatOf', () => {
  it.each([
    ['.txt', 'plain'],
    ['.md', 'plain'],
    ['.html', 'plain'],
    ['.vtt', 'plain'],
    ['.c++', 'plain'],
    ['.ts', 'plain'],
    ['.env', 'plain'],
    ['.json', 'json'],
    ['.yml', 'yaml'],
    ['.pdf', 'pdf'],
    ['.doc', 'doc'],
    ['.docx', 'docx'],
    ['.csv', 'csv'],
    ['.xls', 'excel'],
    ['.xlsx', 'excel'],
    ['.ppt', 'ppt'],
    ['.pptx', 'pptx'],
    ['.epub', 'epub'],
    ['.odt', 'odt'],
    ['.eml', 'eml'],
    ['.msg', 'msg'],
    ['.properties', 'properties'],
  ])('reads %s as %s', (extension, format) => {
    expect(documentFormatOf({ extension })).toBe(format)
    expect(documentFormatOf({ extension: extension.toUpperCase() })).toBe(format)
  })

  it.each([
    ['text/plain; charset=utf-8', 'plain'],
    ['TEXT/HTML', 'plain'],
    ['application/pdf', 'pdf'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
    ['application/vnd.ms-excel', 'excel'],
    ['message/rfc822', 'eml'],
    ['text/vtt', 'vtt'],
    ['text/csv', 'csv'],
  ])('reads MIME type %s as %s when there is no extension', (mimeType, format) => {
    expect(documentFormatOf({ mimeType })).toBe(format)
    expect(documentFormatOf({ extension: '', mimeType })).toBe(format)
  })

  it('believes the extension, not the MIME type', () => {
    expect(documentFormatOf({ extension: '.csv', mimeType: 'application/pdf' })).toBe('csv')
    expect(() => documentFormatOf({ extension: '.exe', mimeType: 'text/plain' })).toThrow(
      'Unsupported Extension Type: .exe',
    )
  })

  it('says what it does not know', () => {
    expect(() => documentFormatOf({ mimeType: 'font/woff2' })).toThrow(
      'Unsupported MIME type: font/woff2',
    )
    expect(() => documentFormatOf({})).toThrow(
      'Unable to determine file type: MIME type or file extension is missing',
    )
    expect(() => documentFormatOf({ extension: '.__proto__' })).toThrow(UnsupportedFileType)
  })
})
