/** MIME types by extension, for names and answers that have only one of the two. */
const MIME_BY_EXTENSION: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.md': 'text/markdown',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.pdf': 'application/pdf',
  '.zip': 'application/zip',
  '.gz': 'application/gzip',
  '.doc': 'application/msword',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xls': 'application/vnd.ms-excel',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.ppt': 'application/vnd.ms-powerpoint',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.odt': 'application/vnd.oasis.opendocument.text',
  '.epub': 'application/epub+zip',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.bmp': 'image/bmp',
  '.tiff': 'image/tiff',
  '.ico': 'image/vnd.microsoft.icon',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.wav': 'audio/x-wav',
  '.ogg': 'audio/ogg',
  '.amr': 'audio/amr',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.mpeg': 'video/mpeg',
  '.webm': 'video/webm',
}

const EXTENSION_BY_MIME = new Map<string, string>([
  ...Object.entries(MIME_BY_EXTENSION)
    .toReversed()
    .map(([extension, mimeType]): [string, string] => [mimeType, extension]),
  ['audio/wav', '.wav'],
  ['audio/mp3', '.mp3'],
  ['image/jpg', '.jpg'],
])

/** Nothing for an extension (with its dot) nobody told of. */
export function mimeTypeFor(extension: string): string | undefined {
  return Object.hasOwn(MIME_BY_EXTENSION, extension) ? MIME_BY_EXTENSION[extension] : undefined
}

/** With its dot; `.bin` for a type nobody told of. */
export function extensionFor(mimeType: string): string {
  return EXTENSION_BY_MIME.get(mimeType) ?? '.bin'
}

/** A MIME type in lower case without its parameters; empty for none. */
export function bareMediaType(header: string | undefined): string {
  return header?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
