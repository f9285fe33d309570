import { FileId, FileTooLarge, type FileStore } from '@weft/domain/file'
import { beforeEach, describe, expect, it } from 'vitest'
import { tenantA, tenantB } from '../support/ids.js'

const bytes = new TextEncoder().encode('hello')
const unknown = FileId.parse('00000000-0000-7000-8000-0000000000ff')

/** What every file store keeps to. */
export function describeFileStore(name: string, open: () => Promise<FileStore>): void {
  describe(name, () => {
    let store: FileStore
    beforeEach(async () => {
      store = await open()
    })

    it('gives back what was saved, byte by byte', async () => {
      const file = await store.save(tenantA, {
        filename: 'Über.TXT',
        mimeType: 'text/plain',
        bytes,
      })
      expect(file).toMatchObject({
        filename: 'Über.TXT',
        extension: '.txt',
        mimeType: 'text/plain',
        size: 5,
      })
      expect(await store.find(tenantA, file.id)).toEqual(file)
      const read = await store.read(tenantA, file.id, { maxBytes: 5 })
      expect(new TextDecoder().decode(read)).toBe('hello')
    })

    it('keeps what it was given, whatever becomes of the buffer', async () => {
      const buffer = bytes.slice()
      const { id } = await store.save(tenantA, {
        filename: 'a',
        mimeType: 'text/plain',
        bytes: buffer,
      })
      buffer.fill(0)
      const read = await store.read(tenantA, id, { maxBytes: 5 })
      expect(new TextDecoder().decode(read)).toBe('hello')
    })

    it('does not know the files of another tenant (T-E3)', async () => {
      const { id } = await store.save(tenantA, { filename: 'a', mimeType: 'text/plain', bytes })
      expect(await store.find(tenantB, id)).toBeUndefined()
      expect(await store.read(tenantB, id, { maxBytes: 100 })).toBeUndefined()
      await store.remove(tenantB, id)
      expect(await store.find(tenantA, id)).toBeDefined()
    })

    it('knows no file that was never saved, and none that was removed', async () => {
      expect(await store.find(tenantA, unknown)).toBeUndefined()
      expect(await store.read(tenantA, unknown, { maxBytes: 1 })).toBeUndefined()
      await store.remove(tenantA, unknown)
      const { id } = await store.save(tenantA, { filename: 'a', mimeType: 'text/plain', bytes })
      await store.remove(tenantA, id)
      expect(await store.find(tenantA, id)).toBeUndefined()
      expect(await store.read(tenantA, id, { maxBytes: 100 })).toBeUndefined()
    })

    it('reads no more than it may', async () => {
      const { id } = await store.save(tenantA, { filename: 'a', mimeType: 'text/plain', bytes })
      await expect(store.read(tenantA, id, { maxBytes: 4 })).rejects.toThrow(FileTooLarge)
    })

    it('takes any name for what it is: a name (T-I4)', async () => {
      for (const filename of [
        '../../../etc/passwd',
        '/etc/passwd',
        'a\0b',
        '..',
        '',
        '__proto__',
      ]) {
        const { id } = await store.save(tenantA, { filename, mimeType: 'x/../y', bytes })
        expect(await store.find(tenantA, id)).toMatchObject({ filename, mimeType: 'x/../y' })
      }
    })
  })
}
