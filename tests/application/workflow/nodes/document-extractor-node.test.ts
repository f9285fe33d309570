import { DocumentTextExtraction, FileValueReader, InMemoryFileStore } from '@weft/adapters-files'
import { randomIds } from '@weft/application/kernel'
import { DEFAULT_NODE_LIMITS, type NodeServices } from '@weft/application/workflow'
import { toFileValue, type FileReader } from '@weft/domain/file'
import { TenantId } from '@weft/domain/kernel'
import { createFileValue, type FileValue, type NodeOutcome } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text, type Variables } from './node-harness.js'

const tenantId = TenantId.parse('00000000-0000-7000-8000-000000000002')
const store = new InMemoryFileStore(randomIds)
const services: Partial<NodeServices> = {
  files: new FileValueReader({ store }),
  documents: new DocumentTextExtraction(),
}

const file = async (
  filename: string,
  content: string,
  mimeType = 'application/octet-stream',
): Promise<FileValue> => {
  const bytes = new TextEncoder().encode(content)
  return toFileValue(await store.save(tenantId, { filename, mimeType, bytes }), 'local_file')
}

const extract = (
  variables: Variables,
  more: Partial<NodeServices> = services,
): Promise<NodeOutcome> =>
  run(
    kindOf('document-extractor', { services: more }),
    { variable_selector: ['a', 'files'], is_array_file: false },
    variables,
  )

describe('document-extractor', () => {
  it('gives the text of a file as text', async () => {
    const note = await file('note.txt', 'hello')
    expect(await extract({ 'a.files': segmentOf(note) })).toEqual({
      type: 'succeeded',
      inputs: { variable_selector: ['a', 'files'] },
      processData: { documents: [note] },
      outputs: { text: 'hello' },
    })
  })

  it('gives the texts of a list of files as a list', async () => {
    const files = [
      await file('a.txt', 'one'),
      await file('b.JSON', '{"a":1}'),
      await file('c.csv', 'x,y\n1,2'),
      await file('d.properties', 'a=1'),
      await file('e.html', '<p>kept</p>'),
    ]
    expect(await extract({ 'a.files': segmentOf(files) })).toMatchObject({
      outputs: {
        text: ['one', '{\n  "a": 1\n}', '| x | y |\n| - | - |\n| 1 | 2 |', 'a: 1', '<p>kept</p>'],
      },
      outputTypes: { text: 'array[string]' },
    })
  })

  it.each([
    ['an empty list', { type: 'array[file]', value: [] }],
    ['nothing', { type: 'none', value: null }],
    ['an empty text', { type: 'string', value: '' }],
  ] as const)('gives no texts for %s', async (_, segment) => {
    expect(await extract({ 'a.files': segment })).toMatchObject({
      type: 'succeeded',
      outputs: { text: [] },
      outputTypes: { text: 'array[string]' },
    })
  })

  it('wants a file or a list of files', async () => {
    expect(await extract({})).toMatchObject({
      type: 'failed',
      error: "File variable not found for selector: ['a', 'files']",
      errorType: 'DocumentExtractorError',
    })
    for (const value of [text('x'), segmentOf(1), segmentOf(['x']), segmentOf({ a: 1 })])
      expect(await extract({ 'a.files': value })).toMatchObject({
        error: "Variable ['a', 'files'] is not an ArrayFileSegment",
      })
    expect(() => bind(kindOf('document-extractor'), {})).toThrow(
      'Node n: variable_selector must select a variable.',
    )
  })

  it('chooses how to read by extension, and by MIME type when there is none', async () => {
    const vtt = 'WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ada>Hi\n'
    const byExtension = await file('talk.vtt', vtt, 'text/vtt')
    const byType = await file('talk', vtt, 'text/vtt; charset=utf-8')
    expect(await extract({ 'a.files': segmentOf([byExtension, byType]) })).toMatchObject({
      outputs: { text: [vtt, 'Ada "Hi"'] },
    })
  })

  it.each([
    ['virus.exe', 'text/plain', 'Unsupported Extension Type: .exe'],
    ['photo', 'image/png', 'Unsupported MIME type: image/png'],
    ['thing', '', 'Unable to determine file type: MIME type or file extension is missing'],
  ])('refuses %s of type %j', async (name, type, error) => {
    expect(await extract({ 'a.files': segmentOf(await file(name, 'x', type)) })).toMatchObject({
      type: 'failed',
      error,
      errorType: 'UnsupportedFileTypeError',
    })
  })

  it('asks the source when the file does not say what it is', async () => {
    const files: FileReader = {
      read: () => Promise.resolve({ bytes: new TextEncoder().encode('a,b'), mimeType: 'text/csv' }),
    }
    const unnamed = createFileValue({
      type: 'custom',
      transferMethod: 'remote_url',
      remoteUrl: 'https://example.org/export?id=1',
    })
    expect(await extract({ 'a.files': segmentOf(unnamed) }, { ...services, files })).toMatchObject({
      outputs: { text: '| a | b |\n| - | - |' },
    })
  })

  it('says why a file cannot be had, and reads none of another tenant (T-E3)', async () => {
    const other = TenantId.parse('00000000-0000-7000-8000-0000000000ee')
    const foreign = await store.save(other, {
      filename: 'a.txt',
      mimeType: 'text/plain',
      bytes: new TextEncoder().encode('private'),
    })
    expect(
      await extract({ 'a.files': segmentOf(toFileValue(foreign, 'local_file')) }),
    ).toMatchObject({
      type: 'failed',
      error: `Error downloading file: File ${foreign.id} does not exist`,
      errorType: 'FileDownloadError',
    })
    const limits = { ...DEFAULT_NODE_LIMITS, documents: { maxFileBytes: 3, maxFiles: 1 } }
    const kind = kindOf('document-extractor', { services, limits })
    const large = segmentOf(await file('a.txt', 'four'))
    expect(await run(kind, { variable_selector: ['a', 'f'] }, { 'a.f': large })).toMatchObject({
      error: 'Error downloading file: The file is larger than 3 bytes.',
    })
    const two = segmentOf([await file('a.txt', 'a'), await file('b.txt', 'b')])
    expect(await run(kind, { variable_selector: ['a', 'f'] }, { 'a.f': two })).toMatchObject({
      error: 'Number of files exceeds the maximum limit 1',
    })
  })

  it('says why a text cannot be had', async () => {
    expect(await extract({ 'a.files': segmentOf(await file('a.doc', 'x')) })).toMatchObject({
      error: 'Unstructured API URL is not configured for DOC file processing.',
      errorType: 'TextExtractionError',
    })
    expect(await extract({ 'a.files': segmentOf(await file('a.json', '{')) })).toMatchObject({
      error: expect.stringContaining('Failed to extract text from JSON file: ') as unknown,
      errorType: 'TextExtractionError',
    })
  })

  it('fails and says what to configure when a service is missing', async () => {
    const variables = { 'a.files': segmentOf(await file('a.txt', 'x')) }
    expect(await extract(variables, {})).toMatchObject({
      type: 'failed',
      error: 'Documents cannot be read: no file reader is configured (services.files).',
      errorType: 'NodeNotConfiguredError',
    })
    expect(await extract(variables, { files: new FileValueReader({ store }) })).toMatchObject({
      error: 'Documents cannot be read: no text extractor is configured (services.documents).',
    })
  })

  it('stops when it is stopped', async () => {
    const reason = new Error('stopped')
    const kind = kindOf('document-extractor', { services })
    const variables = { 'a.f': segmentOf(await file('a.txt', 'x')) }
    await expect(
      run(kind, { variable_selector: ['a', 'f'] }, variables, {
        signal: AbortSignal.abort(reason),
      }),
    ).rejects.toBe(reason)
  })
})
