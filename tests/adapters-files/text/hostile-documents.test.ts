import { deflateSync } from 'node:zlib'
import { DocumentTextExtraction, type TextExtractionOptions } from '@weft/adapters-files'
import { TextExtractionFailed, type DocumentFormat } from '@weft/domain/file'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../../support/http-server.js'
import {
  bytesOf,
  docx,
  epub,
  odt,
  paragraph,
  pdfOf,
  pptx,
  slideParagraph,
  workbook,
  zip,
} from '../support/documents.js'

const MIB = 1024 * 1024
const within = (limits: TextExtractionOptions['limits']): DocumentTextExtraction =>
  new DocumentTextExtraction(limits ? { limits } : {})

const read = (
  format: DocumentFormat,
  bytes: Uint8Array | string,
  extraction = new DocumentTextExtraction(),
  signal = new AbortController().signal,
): Promise<string> =>
  extraction.extract(
    { format, bytes: typeof bytes === 'string' ? bytesOf(bytes) : bytes },
    { signal },
  )

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

describe('documents that point outside (T-D2)', () => {
  let canary: TestServer
  beforeAll(async () => {
    canary = await startHttpServer((_, response) => response.end('leaked'))
  })
  afterAll(() => canary.close())

  it('fetch nothing, whatever their format', async () => {
    const { url } = canary
    const relations = `<Relationships><Relationship Id="r1" TargetMode="External" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="${url}/template"/></Relationships>`
    const image = `<a:blip r:link="${url}/image"/>`
    const documents: [DocumentFormat, Uint8Array | string][] = [
      [
        'docx',
        docx(
          `${paragraph('text')}<w:p>${image}<w:r><w:instrText>INCLUDETEXT "${url}/include"</w:instrText></w:r></w:p>`,
          {
            prolog: `<?xml version="1.0"?><!DOCTYPE x SYSTEM "${url}/dtd">`,
            parts: {
              'word/_rels/document.xml.rels': relations,
              'word/_rels/settings.xml.rels': relations,
            },
          },
        ),
      ],
      [
        'pptx',
        pptx([slideParagraph('text') + image], {
          'ppt/_rels/presentation.xml.rels': relations,
          'ppt/presentation.xml': '<p:sldId r:id="r1"/>',
        }),
      ],
      ['odt', odt(`<text:p>text<draw:image xlink:href="${url}/image"/></text:p>`)],
      [
        'epub',
        epub({
          'a.xhtml': `<html><head><link rel="stylesheet" href="${url}/css"/></head><body><p>text</p><img src="${url}/image"/><iframe src="${url}/frame"/></body></html>`,
          [`${url}/chapter`]: '',
        }),
      ],
      ['excel', workbook({ A: [['text']] })],
      ['plain', `<svg xmlns:xlink="x"><image xlink:href="${url}/image"/>text</svg>`],
      ['plain', `<html><img src="${url}/image"><script src="${url}/js"></script>text</html>`],
      [
        'eml',
        `From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: message/external-body; access-type=URL; URL="${url}/body"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<img src="${url}/image"><p>text</p>\r\n--x--`,
      ],
      [
        'pdf',
        pdfOf([
          `<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (${url}/open) >> /AA << /WC << /S /JavaScript /JS (app.launchURL\\("${url}/js"\\)) >> >> >>`,
          '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
          `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /X 5 0 R >> >> /Contents 4 0 R >>`,
          '<< /Length 36 >>\nstream\n/X Do BT /F1 9 Tf (text ) Tj ET     \nendstream',
          `<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 0 /F << /FS /URL /F (${url}/stream) >> >>\nstream\n\nendstream`,
        ]),
      ],
      ['yaml', `a: !!python/object/apply:urllib.request.urlopen ["${url}/yaml"]\nb: text`],
    ]
    for (const [format, bytes] of documents)
      expect(await read(format, bytes), format).toContain('text')
    expect(canary.requests).toEqual([])
  })

  it('read no file of the machine (T-H4)', async () => {
    const prolog =
      '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'
    for (const [format, bytes] of [
      ['docx', docx(paragraph('a&x;b'), { prolog })],
      ['odt', odt('<text:p>a&x;b</text:p>', prolog)],
      ['pptx', pptx([slideParagraph('a&x;b')])],
      ['epub', epub({ 'a.xhtml': `${prolog}<html><body><p>a&x;b</p></body></html>` })],
    ] as const) {
      const text = await read(format, bytes)
      expect(text).toContain('a&x;b')
      expect(text).not.toContain('root:')
    }
  })
})

describe('documents that grow', () => {
  const laughs = Array.from(
    { length: 9 },
    (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
  ).join('')
  const prolog = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">${laughs}]>`

  it('do not laugh a billion times (T-H4)', async () => {
    expect(await read('docx', docx(paragraph('a&l9;b'), { prolog }))).toBe('a&l9;b')
    expect(await read('odt', odt('<text:p>a&l9;b</text:p>', prolog))).toContain('a&l9;b')
    const sheet = workbook({ A: [['safe']] })
    expect(await read('excel', sheet)).toContain('safe')
    const bomb = [
      'a: &a0 [x, x]',
      ...Array.from({ length: 30 }, (_, i) => `b${i}: &a${i + 1} [*a${i}, *a${i}]`),
    ]
    await expect(read('yaml', bomb.join('\n'))).rejects.toThrow('Excessive alias count')
  })

  it('do not unpack beyond their limit (T-I5)', async () => {
    const large = 'x'.repeat(3 * MIB)
    const extraction = within({ maxUnpackedBytes: MIB })
    for (const [format, bytes] of [
      ['docx', docx(paragraph(large))],
      ['pptx', pptx([slideParagraph(large)])],
      ['odt', odt(`<text:p>${large}</text:p>`)],
      ['epub', epub({ 'a.xhtml': `<p>${large}</p>` })],
      ['excel', zip({ 'xl/workbook.xml': large })],
    ] as const)
      await expect(read(format, bytes, extraction), format).rejects.toThrow(
        'it unpacks to more than 1048576 bytes',
      )
  })

  it('do not unpack to more than they said (T-I5)', async () => {
    const bytes = docx(paragraph('x'.repeat(8 * MIB)))
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // Every header claims that its part unpacks to ten bytes.
    for (let at = 0; at + 4 < bytes.byteLength; at++) {
      if (view.getUint32(at, true) === 0x04034b50) view.setUint32(at + 22, 10, true)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true)
    }
    const ending = await read('docx', bytes, within({ maxUnpackedBytes: MIB })).catch(
      (error: unknown) => error,
    )
    if (typeof ending === 'string') expect(ending.length).toBeLessThan(100)
    else expect(ending).toBeInstanceOf(TextExtractionFailed)
  })

  it('do not have parts without end (T-I5)', async () => {
    const parts = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`p${i}`, '']))
    await expect(
      read('docx', docx(paragraph('a'), { parts }), within({ maxParts: 100 })),
    ).rejects.toThrow('it has more than 100 parts')
  })

  it('are not led astray by the names of their parts (T-I4, T-H3)', async () => {
    const bytes = docx(paragraph('a'), {
      parts: { '../../../../tmp/evil': 'x', '/etc/evil': 'x', __proto__x: 'x', constructor: 'x' },
    })
    expect(await read('docx', bytes)).toBe('a')
    const escaping = epub({ 'a.xhtml': '<p>in</p>', '..%2f..%2f..%2fetc%2fpasswd': '' })
    expect(await read('epub', escaping)).toBe('in')
  })

  it('do not fill the memory from one compressed stream of a PDF', async () => {
    const packed = deflateSync(Buffer.alloc(300 * MIB, ' '), { level: 9 })
    const bytes = pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>',
      `<< /Filter /FlateDecode /Length ${packed.byteLength} >>\nstream\n${packed.toString('latin1')}\nendstream`,
    ])
    const before = process.memoryUsage().rss
    await read('pdf', bytes, within({ maxUnpackedBytes: 32 * MIB })).catch(() => '')
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB)
  })

  it('do not give more text than there may be', async () => {
    const extraction = within({ maxCharacters: 1000 })
    const long = 'word '.repeat(300)
    for (const [format, bytes] of [
      ['plain', long],
      ['json', `[${'['.repeat(200)}${']'.repeat(200)}]`],
      ['docx', docx(paragraph(long))],
      ['csv', 'a,b\n'.repeat(300)],
    ] as const)
      await expect(read(format, bytes, extraction), format).rejects.toThrow(
        'the text is longer than 1000 characters',
      )
  })

  it('do not nest without end', async () => {
    const deep = (open: string, close: string): string => open.repeat(50_000) + close.repeat(50_000)
    await expect(read('docx', docx(deep('<w:sdt>', '</w:sdt>')))).rejects.toThrow(
      'its elements are nested too deeply',
    )
    await expect(read('epub', epub({ 'a.xhtml': deep('<i>', '</i>') }))).rejects.toThrow(
      TextExtractionFailed,
    )
    for (const [format, text] of [
      ['json', deep('[', ']')],
      ['json', '['.repeat(100_000)],
      ['yaml', deep('[', ']')],
    ] as const)
      await expect(read(format, text), format).rejects.toThrow(TextExtractionFailed)
  })

  it('pollute nothing (T-H3)', async () => {
    const json = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    expect(await read('json', json)).toContain('"polluted": 1')
    expect(
      await read('yaml', '__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}'),
    ).toContain('polluted: 1')
    expect(await read('csv', '__proto__,constructor\n1,2\n')).toContain('| 1 | 2 |')
    const sheet = workbook({ __proto__x: [['__proto__'], ['constructor']] })
    expect(await read('excel', sheet)).toContain('| constructor |')
  })
})

describe('time', () => {
  const slow = docx(paragraph('word ').repeat(60_000))

  it('is up at some point', async () => {
    await expect(read('docx', slow, within({ timeoutMs: 5 }))).rejects.toThrow(
      'Failed to extract text from DOCX file: it took longer than 5 ms',
    )
  })

  it('goes on for everybody else', async () => {
    let ticks = 0
    const timer = setInterval(() => (ticks += 1), 2)
    await read('docx', slow)
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(10)
  })

  it('ends when nobody waits any more, also for those in line', async () => {
    const extraction = new DocumentTextExtraction({ concurrency: 1 })
    const stop = new AbortController()
    const reading = [1, 2, 3].map(() => read('docx', slow, extraction, stop.signal))
    stop.abort(new Error('stopped'))
    const ended = await Promise.allSettled(reading)
    for (const end of ended)
      expect(end).toMatchObject({ status: 'rejected', reason: new Error('stopped') })
    expect(await read('docx', docx(paragraph('next')), extraction)).toBe('next')
  })

  it('lets several documents through, each in its turn', async () => {
    const extraction = new DocumentTextExtraction({ concurrency: 2 })
    const texts = ['a', 'b', 'c', 'd', 'e']
    const read2 = texts.map((text) => read('docx', docx(paragraph(text)), extraction))
    expect(await Promise.all(read2)).toEqual(texts)
  })

  it('is not wasted on a document that needs more memory than there is', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `k${i}: {a: [1, 2, 3], b: text}`).join(
      '\n',
    )
    await expect(read('yaml', rows, within({ maxHeapMb: 24 }))).rejects.toThrow(
      TextExtractionFailed,
    )
  })
})
