import {
  documentFormatOf,
  extensionOf,
  TextExtractionFailed,
  UnsupportedFileType,
  type DocumentFormat,
  type DocumentTextExtractor,
  type FileContent,
  type FileReader,
} from '@weft/domain/file'
import type { FileValue, NodeContext } from '@weft/domain/workflow'
import { isFileProblem } from '../shared/file-problem.js'
import { DocumentExtractorError } from './document-extractor-error.js'

export type ExtractionServices = {
  readonly files: FileReader
  readonly documents: DocumentTextExtractor
}

/**
 * The text of one file.
 *
 * @throws DocumentExtractorError saying what is wrong with it.
 */
export async function extractFile(
  file: FileValue,
  { files, documents }: ExtractionServices,
  maxBytes: number,
  context: NodeContext,
): Promise<string> {
  const { signal } = context
  const named = declaredType(file)
  if (named) formatOf(named)
  const content = await download(file, files, maxBytes, context)
  const format = formatOf(named ?? { mimeType: content.mimeType })
  const filename = textIn(file, 'filename')
  try {
    return await documents.extract(
      { format, bytes: content.bytes, ...(filename !== undefined && { filename }) },
      { signal },
    )
  } catch (error) {
    if (error instanceof TextExtractionFailed && !signal.aborted)
      throw new DocumentExtractorError('TextExtractionError', error.message)
    throw error
  }
}

type DeclaredType = Parameters<typeof documentFormatOf>[0]

/** What the file says of itself; nothing when only its source can tell. */
function declaredType(file: FileValue): DeclaredType | undefined {
  const extension = textIn(file, 'extension') ?? extensionOf(textIn(file, 'filename') ?? '')
  const mimeType = textIn(file, 'mime_type')
  return extension === '' && mimeType === undefined ? undefined : { extension, mimeType }
}

function formatOf(type: DeclaredType): DocumentFormat {
  try {
    return documentFormatOf(type)
  } catch (error) {
    if (error instanceof UnsupportedFileType)
      throw new DocumentExtractorError('UnsupportedFileTypeError', error.message)
    throw error
  }
}

async function download(
  file: FileValue,
  files: FileReader,
  maxBytes: number,
  { run, signal }: NodeContext,
): Promise<FileContent> {
  try {
    return await files.read(run.tenantId, file, { maxBytes, signal })
  } catch (error) {
    if (!signal.aborted && isFileProblem(error))
      throw new DocumentExtractorError(
        'FileDownloadError',
        `Error downloading file: ${error.message}`,
      )
    throw error
  }
}

function textIn(file: FileValue, key: string): string | undefined {
  const value = file[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}
