import { constants, type Stats } from 'node:fs'
import { lstat, mkdir, open, realpath, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TenantId, type IdGenerator } from '@weft/domain/kernel'
import {
  FileId,
  FileNotReadable,
  FileTooLarge,
  type FileStore,
  type NewFile,
  type StoredFile,
} from '@weft/domain/file'
import { describeFile } from './describe-file.js'

const MAX_FACTS_BYTES = 64 * 1024
const PRIVATE_FILE = 0o600
const PRIVATE_FOLDER = 0o700

/**
 * Keeps files in a folder: `<tenant>/<last two characters of the id>/<id>`, and beside each `<id>.json` with what is known of it. Paths are
 * made of ids only, links are not followed, and a file is there once it is there whole.
 */
export class DiskFileStore implements FileStore {
  private constructor(
    private readonly root: string,
    private readonly ids: IdGenerator,
  ) {}

  /** Makes the folder if need be. */
  static async open(folder: string, ids: IdGenerator): Promise<DiskFileStore> {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
    return new DiskFileStore(await realpath(folder), ids)
  }

  async save(tenantId: TenantId, newFile: NewFile): Promise<StoredFile> {
    const file = describeFile(newFile, this.ids)
    const path = await this.makeFolder(tenantId, file.id)
    await writeWhole(path, newFile.bytes)
    // The facts come last: a file without them does not exist.
    await writeWhole(factsPath(path), Buffer.from(JSON.stringify(file)))
    return file
  }

  async find(tenantId: TenantId, id: FileId): Promise<StoredFile | undefined> {
    const path = await this.pathOf(tenantId, id)
    if (path === undefined) return undefined
    const bytes = await readRegular(factsPath(path), MAX_FACTS_BYTES)
    return bytes && toStoredFile(id, bytes)
  }

  async read(
    tenantId: TenantId,
    id: FileId,
    { maxBytes }: { readonly maxBytes: number },
  ): Promise<Uint8Array | undefined> {
    const path = await this.pathOf(tenantId, id)
    return path === undefined ? undefined : readRegular(path, maxBytes)
  }

  async remove(tenantId: TenantId, id: FileId): Promise<void> {
    const path = await this.pathOf(tenantId, id)
    if (!path) return
    await rm(factsPath(path), { force: true })
    await rm(path, { force: true })
  }

  private async makeFolder(tenantId: TenantId, id: FileId): Promise<string> {
    const tenant = join(this.root, TenantId.parse(tenantId))
    const folder = join(tenant, FileId.parse(id).slice(-2))
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER })
    if (!(await isFolder(tenant)) || !(await isFolder(folder)))
      throw new FileNotReadable('The folder of the file is a link.')
    return join(folder, id)
  }

  /** Nothing when a part of the path is missing, or is a link. */
  private async pathOf(tenantId: TenantId, id: FileId): Promise<string | undefined> {
    const tenant = join(this.root, TenantId.parse(tenantId))
    const folder = join(tenant, FileId.parse(id).slice(-2))
    return (await isFolder(tenant)) && (await isFolder(folder)) ? join(folder, id) : undefined
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await ifPresent<Stats>(lstat(path))
  return stats?.isDirectory() ?? false
}

function factsPath(path: string): string {
  return `${path}.json`
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.part`
  const file = await open(draft, 'wx', PRIVATE_FILE)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await syncFolder(dirname(path))
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function readRegular(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await ifPresent<FileHandle>(open(path, constants.O_RDONLY | constants.O_NOFOLLOW))
  if (!file) return undefined
  try {
    const stats = await file.stat()
    if (!stats.isFile()) return undefined
    if (stats.size > maxBytes) throw new FileTooLarge(maxBytes)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP'])

/** The result; nothing when the path leads nowhere, or to a link. */
async function ifPresent<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof Error && 'code' in error && ABSENT.has(String(error.code)))
      return undefined
    throw error
  }
}

function toStoredFile(id: FileId, bytes: Uint8Array): StoredFile {
  const facts: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
  const read = new Map(Object.entries(typeof facts === 'object' && facts !== null ? facts : {}))
  const text = (name: string): string => {
    const value: unknown = read.get(name)
    if (typeof value === 'string') return value
    throw new FileNotReadable(`What is known of file ${id} is damaged.`)
  }
  const size: unknown = read.get('size')
  return {
    id,
    filename: text('filename'),
    extension: text('extension'),
    mimeType: text('mimeType'),
    size: typeof size === 'number' ? size : -1,
  }
}
