import { DocumentTextExtraction } from '@weft/adapters-files'
import { TextExtractionFailed, type DocumentFormat } from '@weft/domain/file'
import { describe, expect, it } from 'vitest'
import {
  bytesOf,
  docx,
  epub,
  msg,
  odt,
  paragraph,
  pdf,
  pptx,
  slideParagraph,
  workbook,
  zip,
} from '../support/documents.js'

const extraction = new DocumentTextExtraction()
const read = (format: DocumentFormat, bytes: Uint8Array | string): Promise<string> =>
  extraction.extract(
    { format, bytes: typeof bytes === 'string' ? bytesOf(bytes) : bytes },
    { signal: new AbortController().signal },
  )

describe('plain text', () => {
  it('is taken as it stands, HTML too', async () => {
    expect(await read('plain', '<p>Hi &amp; bye</p>\n')).toBe('<p>Hi &amp; bye</p>\n')
    expect(await read('plain', '')).toBe('')
  })

  const poem =
    '床前明月光，疑是地上霜。举头望明月，低头思故乡。白日依山尽，黄河入海流。欲穷千里目，更上一层楼。'
  it('is decoded from the charset it seems to be in', async () => {
    expect(await read('plain', '\ufeffüber')).toBe('über')
    expect(await read('plain', Buffer.from('\ufeffüber', 'utf16le'))).toBe('über')
    // The first characters of the poem in GB18030, which Node writes no text in.
    const gb = Buffer.from(
      'b4b2c7b0c3f7d4c2b9e2a3acd2c9cac7b5d8c9cfcbaaa1a3bed9cdb7cdfbc3f7d4c2a3acb5cdcdb7cbbcb9cacfe7a1a3',
      'hex',
    )
    expect(await read('plain', gb)).toBe(poem.slice(0, 24))
    const latin = Buffer.from(
      'Les élèves français étudient à côté de la forêt où les chênes sont très âgés. '.repeat(3),
      'latin1',
    )
    expect(await read('plain', latin)).toContain('élèves français')
  })

  it('leaves out bytes that mean nothing', async () => {
    const broken = Buffer.concat([Buffer.from('你好世界'.repeat(20)), Buffer.from([0xe4])])
    expect(await read('plain', broken)).toBe('你好世界'.repeat(20))
  })
})

describe('data formats', () => {
  it('lays JSON out anew, with every digit and key', async () => {
    const json =
      '{"b":[1,2.0,12345678901234567890],"a":{},"b":[],"t":"\\u4f60\\n","__proto__":{"x":null}}'
    expect(await read('json', json)).toBe(
      '{\n  "b": [\n    1,\n    2.0,\n    12345678901234567890\n  ],\n  "a": {},\n  "b": [],\n  "t": "你\\n",\n  "__proto__": {\n    "x": null\n  }\n}',
    )
    expect(await read('json', '"text"')).toBe('"text"')
    await expect(read('json', '{"a": }')).rejects.toThrow(/^Failed to extract text from JSON file/)
  })

  it('lays YAML out anew, keys unsorted, all documents', async () => {
    expect(await read('yaml', 'b:   1\na: [x,  y]\n---\nc: 12345678901234567890\n')).toBe(
      'b: 1\na:\n  - x\n  - y\n---\nc: 12345678901234567890\n',
    )
    await expect(read('yaml', 'a: [')).rejects.toThrow('Failed to extract text from YAML file')
  })

  it('shows CSV as a table, dashes as long as the head', async () => {
    const csv = 'name,n\n"Ada, ""L""",1\n\n"two\nlines",2,extra\n'
    expect(await read('csv', csv)).toBe(
      '| name | n |\n| ---- | - |\n| Ada, "L" | 1 |\n| two<br>lines | 2 | extra |',
    )
    expect(await read('csv', '')).toBe('')
  })

  it('shows properties as `key: value`', async () => {
    expect(await read('properties', '# c\na=1\nb : x=y\n\nurl=http://x\nflag\n')).toBe(
      '# c\na: 1\nb : x: y\n\nurl: http://x\nflag: \n',
    )
  })

  it('shows subtitles as turns of their speakers', async () => {
    const vtt = [
      'WEBVTT\n\nNOTE nobody sees this',
      '1\n00:00.000 --> 00:01.000\n<v Ada>Hello',
      '00:01.000 --> 00:02.000 align:start\n<v Ada><i>there</i></v>',
      '00:02.000 --> 00:03.000\n<v.loud Bob>Hi',
      '00:03.000 --> 00:04.000\nnobody',
      '00:04.000 --> 00:05.000\nnobody else\n',
    ].join('\n\n')
    expect(await read('vtt', `\ufeff${vtt}`.replaceAll('\n', '\r\n'))).toBe(
      'Ada "Hello there"\nBob "Hi"\n"nobody"\n"nobody else"',
    )
  })
})

describe('office documents', () => {
  it('gives paragraphs and tables of a DOCX in their order', async () => {
    const cell = (...texts: string[]): string => `<w:tc>${texts.map(paragraph).join('')}</w:tc>`
    const row = (...cells: string[]): string => `<w:tr>${cells.join('')}</w:tr>`
    const wide = `<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${paragraph('both')}</w:tc>`
    const body = [
      paragraph('  One &amp; &#x4f60; '),
      paragraph(''),
      `<w:tbl>${row(cell('A'), cell('B'))}${row(cell('1', 'one'), cell('2'))}${row(wide)}</w:tbl>`,
      `<w:tbl>${row(cell(''))}</w:tbl>`,
      '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r><w:del><w:r><w:t>gone</w:t></w:r></w:del>' +
        '<w:r><w:instrText>HYPERLINK "http://x"</w:instrText></w:r><w:hyperlink r:id="x"><w:r><w:t> link</w:t></w:r></w:hyperlink></w:p>',
    ].join('')
    expect(await read('docx', docx(body))).toBe(
      'One & 你\n| A | B |\n| --- | --- |\n| 1<br>one | 2 |\n| both | both |\na\tb\nc link',
    )
  })

  it.each(['xlsx', 'biff8'] as const)(
    'gives the sheets of a workbook (%s) as tables',
    async (type) => {
      const when = new Date(Date.UTC(2024, 1, 29, 12, 30))
      const book = workbook(
        {
          People: [
            ['Name', 'Age', 'Born'],
            ['Ada', 36, when],
            [null, null, null],
            ['Bob', 1.5, true],
          ],
          Empty: [],
          More: [['Only'], ['line\nbreak']],
        },
        type,
      )
      expect(await read('excel', book)).toBe(
        '| Name | Age | Born |\n| ---- | --- | ---- |\n| Ada | 36 | 2024-02-29 12:30:00 |\n| Bob | 1.5 | True |' +
          '\n\n| Only |\n| ---- |\n| line<br>break |',
      )
    },
  )

  it('gives the slides of a PPTX in the order they are shown', async () => {
    const slides = [slideParagraph('first made'), slideParagraph('second') + slideParagraph('made')]
    expect(await read('pptx', pptx(slides))).toBe('first made\nsecond\nmade')
    const ordered = pptx(slides, {
      'ppt/presentation.xml':
        '<p:presentation><p:sldIdLst><p:sldId id="1" r:id="r2"/><p:sldId id="2" r:id="r1"/></p:sldIdLst></p:presentation>',
      'ppt/_rels/presentation.xml.rels':
        '<Relationships><Relationship Id="r1" Target="slides/slide1.xml"/><Relationship Id="r2" Target="/ppt/slides/slide2.xml"/></Relationships>',
    })
    expect(await read('pptx', ordered)).toBe('second\nmade\nfirst made')
  })

  it('gives headings and paragraphs of an ODT', async () => {
    const body =
      '<text:h>Title</text:h><text:p>a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d</text:p><text:p/>' +
      '<text:list><text:list-item><text:p>item <text:span>one</text:span></text:p></text:list-item></text:list>'
    expect(await read('odt', odt(body))).toBe('Title\na  b\tc\nd\nitem one')
  })

  it('gives the chapters of an EPUB in reading order', async () => {
    const book = epub({
      'b%20two.xhtml': '',
      'z.xhtml':
        '<html><head><title>t</title><script/></head><body><h1>One</h1><p>a&nbsp;&mdash; b</p></body></html>',
      'a.xhtml': '<html><body><p>Two<br/>lines</p><style>p{}</style></body></html>',
    })
    expect(await read('epub', book)).toBe('One\na — b\nTwo\nlines')
  })

  it('gives the texts of the pages of a PDF', async () => {
    expect(await read('pdf', pdf('Hello page one', 'Page two'))).toBe('Hello page one\nPage two')
  })

  it('gives the text of a mail, of its HTML when there is no other', async () => {
    const head = 'From: a@example.org\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n'
    expect(
      await read(
        'eml',
        `${head}Content-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n\r\nthere\r\n`,
      ),
    ).toBe('Hello\nthere')
    const html = `${head}Content-Type: text/html\r\n\r\n<html><style>x</style><body><p>Dear <b>Bob</b>,</p>all&nbsp;well<br>bye</body></html>`
    expect(await read('eml', html)).toBe('Dear Bob,\nall well\nbye')
  })

  it('gives the text of an Outlook mail', async () => {
    expect(await read('msg', msg('Grüße\r\n\r\naus Köln'))).toBe('Grüße\naus Köln')
  })

  it('needs a service for the older binary formats', async () => {
    await expect(read('doc', 'x')).rejects.toThrow(
      'Unstructured API URL is not configured for DOC file processing.',
    )
    await expect(read('ppt', 'x')).rejects.toThrow(
      'Unstructured API URL is not configured for PPT file processing.',
    )
  })

  it.each<DocumentFormat>(['pdf', 'docx', 'excel', 'pptx', 'epub', 'odt', 'msg'])(
    'says that it cannot read a broken %s',
    async (format) => {
      const bytes = format === 'excel' ? zip({ 'a.txt': 'x' }) : bytesOf('this is something else')
      await expect(read(format, bytes)).rejects.toThrow(TextExtractionFailed)
      await expect(read(format, bytes)).rejects.toThrow('Failed to extract text from')
    },
  )
})
