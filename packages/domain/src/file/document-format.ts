import { UnsupportedFileType } from './file-error.js'

/** How the text of a document is found. */
export const DOCUMENT_FORMATS = [
  'plain',
  'json',
  'yaml',
  'pdf',
  'doc',
  'docx',
  'csv',
  'excel',
  'ppt',
  'pptx',
  'epub',
  'odt',
  'eml',
  'msg',
  'properties',
  'vtt',
] as const
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number]

/**
 * The format of a document: by its extension (with its dot, in any case) when it has one, else by its MIME type.
 *
 * @throws UnsupportedFileType when no text can be read from it, or when it has neither.
 */
export function documentFormatOf(file: {
  readonly extension?: string | undefined
  readonly mimeType?: string | undefined
}): DocumentFormat {
  const { extension, mimeType } = file
  if (extension) return byExtension(extension)
  if (mimeType) return byMimeType(mimeType)
  throw new UnsupportedFileType(
    'Unable to determine file type: MIME type or file extension is missing',
  )
}

function byExtension(extension: string): DocumentFormat {
  const format = FORMAT_BY_EXTENSION.get(extension.toLowerCase())
  if (format === undefined)
    throw new UnsupportedFileType(`Unsupported Extension Type: ${extension}`)
  return format
}

function byMimeType(mimeType: string): DocumentFormat {
  const format = FORMAT_BY_MIME_TYPE.get(mimeType.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  if (format === undefined) throw new UnsupportedFileType(`Unsupported MIME type: ${mimeType}`)
  return format
}

const PLAIN_EXTENSIONS =
  'txt markdown md mdx html htm xml vtt ' +
  'c h cpp hpp cc cxx c++ py js ts jsx tsx java php rb go rs swift kt scala sh bash bat ps1 sql r m pl lua vim asm s ' +
  'css scss less sass ini cfg conf toml env log'

const FORMAT_BY_EXTENSION = new Map<string, DocumentFormat>([
  ...PLAIN_EXTENSIONS.split(' ').map((name): [string, DocumentFormat] => [`.${name}`, 'plain']),
  ['.json', 'json'],
  ['.yaml', 'yaml'],
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
])

const OFFICE = 'application/vnd.openxmlformats-officedocument'

const FORMAT_BY_MIME_TYPE = new Map<string, DocumentFormat>([
  ...['plain', 'html', 'htm', 'markdown', 'x-markdown', 'xml'].map(
    (name): [string, DocumentFormat] => [`text/${name}`, 'plain'],
  ),
  ['application/xml', 'plain'],
  ['application/json', 'json'],
  ['application/x-yaml', 'yaml'],
  ['application/yaml', 'yaml'],
  ['text/yaml', 'yaml'],
  ['application/pdf', 'pdf'],
  ['application/msword', 'doc'],
  [`${OFFICE}.wordprocessingml.document`, 'docx'],
  ['text/csv', 'csv'],
  [`${OFFICE}.spreadsheetml.sheet`, 'excel'],
  ['application/vnd.ms-excel', 'excel'],
  ['application/vnd.ms-powerpoint', 'ppt'],
  [`${OFFICE}.presentationml.presentation`, 'pptx'],
  ['application/epub+zip', 'epub'],
  ['application/vnd.oasis.opendocument.text', 'odt'],
  ['message/rfc822', 'eml'],
  ['application/vnd.ms-outlook', 'msg'],
  ['text/properties', 'properties'],
  ['text/vtt', 'vtt'],
])
