export { DOCUMENT_FORMATS, documentFormatOf } from './document-format.js'
export type { DocumentFormat } from './document-format.js'
export type { Document, DocumentTextExtractor } from './document-text-extractor.js'
export {
  FileNotFound,
  FileNotReadable,
  FileTooLarge,
  TextExtractionFailed,
  UnsupportedFileType,
} from './file-error.js'
export type { FileContent, FileReader } from './file-reader.js'
export type { FileStore } from './file-store.js'
export { extensionOf, FileId, toFileValue } from './stored-file.js'
export type { NewFile, StoredFile } from './stored-file.js'
