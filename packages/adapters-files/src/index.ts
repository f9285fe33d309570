export { FileValueReader } from './reader/file-value-reader.js'
export type { FileReaderPorts } from './reader/file-value-reader.js'
export { DiskFileStore } from './store/disk-file-store.js'
export { InMemoryFileStore } from './store/in-memory-file-store.js'
