import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DiskFileStore } from '@weft/adapters-files'
import { FileNotReadable } from '@weft/domain/file'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { countingIds, tenantA, tenantB } from '../support/ids.js'
import { describeFileStore } from './file-store.contract.js'

const folders: string[] = []

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-files-'))
  folders.push(folder)
  return folder
}

afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
})

describeFileStore('DiskFileStore', async () => DiskFileStore.open(await newFolder(), countingIds()))

describe('DiskFileStore on disk', () => {
  const file = { filename: 'a.txt', mimeType: 'text/plain', bytes: Buffer.from('hello') }
  let folder: string
  let store: DiskFileStore
  beforeEach(async () => {
    folder = await newFolder()
    store = await DiskFileStore.open(folder, countingIds())
  })

  const pathOf = (tenant: string, id: string): string => join(folder, tenant, id.slice(-2), id)

  it('keeps its files when it is opened again', async () => {
    const saved = await store.save(tenantA, file)
    const again = await DiskFileStore.open(folder, countingIds())
    expect(await again.find(tenantA, saved.id)).toEqual(saved)
  })

  it('makes paths of ids only, which nobody else can read (T-I4)', async () => {
    const { id } = await store.save(tenantA, { ...file, filename: '../../../../evil' })
    expect(await readdir(folder, { recursive: true })).toEqual([
      tenantA,
      join(tenantA, id.slice(-2)),
      join(tenantA, id.slice(-2), id),
      join(tenantA, id.slice(-2), `${id}.json`),
    ])
    expect((await stat(pathOf(tenantA, id))).mode & 0o777).toBe(0o600)
  })

  it('follows no link to a file (T-I2)', async () => {
    const { id } = await store.save(tenantA, file)
    await rm(pathOf(tenantA, id))
    await symlink('/etc/hostname', pathOf(tenantA, id))
    expect(await store.read(tenantA, id, { maxBytes: 1000 })).toBeUndefined()
  })

  it('follows no link to a folder, neither to read nor to write (T-I2)', async () => {
    const { id } = await store.save(tenantA, file)
    await symlink(join(folder, tenantA), join(folder, tenantB))
    expect(await store.read(tenantB, id, { maxBytes: 1000 })).toBeUndefined()
    await expect(store.save(tenantB, file)).rejects.toThrow(FileNotReadable)
  })

  it('does not take a half-written file for one', async () => {
    const id = countingIds().next()
    const path = pathOf(tenantA, id)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(`${path}.part`, 'hel')
    const { id: saved } = await store.save(tenantB, file)
    expect(await store.find(tenantA, saved)).toBeUndefined()
  })

  it('says so when what it knows of a file is damaged', async () => {
    const { id } = await store.save(tenantA, file)
    await writeFile(`${pathOf(tenantA, id)}.json`, '{"__proto__":{"filename":"x"}}')
    await expect(store.find(tenantA, id)).rejects.toThrow('is damaged')
  })
})
