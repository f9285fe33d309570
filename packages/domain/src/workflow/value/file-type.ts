export const FILE_TYPES = ['image', 'document', 'audio', 'video', 'custom'] as const
export type FileType = (typeof FILE_TYPES)[number]

export function isFileType(raw: unknown): raw is FileType {
  return (FILE_TYPES as readonly unknown[]).includes(raw)
}

/**
 * What kind of file this is: by its extension (with or without the dot, in lower or upper case), else by its MIME
 * type, else `custom`.
 */
export function fileTypeOf(file: {
  readonly extension?: string | undefined
  readonly mimeType?: string | undefined
}): FileType {
  return typeByExtension(file.extension ?? '') ?? typeByMimeType(file.mimeType ?? '') ?? 'custom'
}

const EXTENSIONS: { readonly [type in Exclude<FileType, 'custom'>]: string } = {
  image: 'jpg jpeg png webp gif svg',
  video: 'mp4 mov mpeg webm',
  audio: 'mp3 m4a wav amr mpga',
  document:
    'txt markdown md mdx pdf html htm xlsx xls vtt properties doc docx csv eml msg ppt pptx xml epub odt',
}

const TYPE_BY_EXTENSION = new Map<string, FileType>(
  (Object.keys(EXTENSIONS) as (keyof typeof EXTENSIONS)[]).flatMap((type) =>
    EXTENSIONS[type].split(' ').flatMap((name): [string, FileType][] => [
      [name, type],
      [name.toUpperCase(), type],
    ]),
  ),
)

const DOCUMENT_MIME_TYPES =
  /^(text\/|application\/(pdf$|msword$|epub\+zip$|vnd\.ms-(excel|outlook|powerpoint)$|vnd\.openxmlformats-officedocument|vnd\.oasis\.opendocument\.text$|(dps|et|kswps)$|wps-office)|message\/rfc822$)/

function typeByExtension(extension: string): FileType | undefined {
  return TYPE_BY_EXTENSION.get(extension.startsWith('.') ? extension.slice(1) : extension)
}

function typeByMimeType(mimeType: string): FileType | undefined {
  const media = /^(image|video|audio)\//.exec(mimeType)?.[1]
  if (isFileType(media)) return media
  return DOCUMENT_MIME_TYPES.test(mimeType) ? 'document' : undefined
}
