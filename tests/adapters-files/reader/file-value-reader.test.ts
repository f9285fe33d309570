import { Egress } from '@weft/adapters-egress'
import { FileValueReader, InMemoryFileStore } from '@weft/adapters-files'
import { FileNotFound, FileNotReadable, FileTooLarge, toFileValue } from '@weft/domain/file'
import { createFileValue, FILE_IDENTITY, type FileValue } from '@weft/domain/workflow'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../../support/http-server.js'
import { countingIds, tenantA, tenantB } from '../support/ids.js'

const options = { maxBytes: 10, signal: new AbortController().signal }
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe('FileValueReader', () => {
  let server: TestServer
  let egress: Egress
  let guarded: Egress
  beforeAll(async () => {
    server = await startHttpServer((request, response) => {
      if (request.url === '/gone') response.statusCode = 404
      if (request.url === '/inside')
        response.writeHead(302, { location: 'http://169.254.169.254/latest' })
      response.end(request.url === '/big' ? 'x'.repeat(100) : 'remote')
    })
    egress = Egress.open({ allow: [`127.0.0.1:${server.port}`] })
    guarded = Egress.open()
  })
  afterAll(async () => {
    await Promise.all([egress.close(), guarded.close(), server.close()])
  })

  const remote = (url: string): FileValue =>
    createFileValue({ type: 'document', transferMethod: 'remote_url', remoteUrl: url })

  it('reads stored files for their tenant only (T-E3)', async () => {
    const store = new InMemoryFileStore(countingIds())
    const reader = new FileValueReader({ store })
    const bytes = new TextEncoder().encode('stored')
    const file = await store.save(tenantA, { filename: 'a.txt', mimeType: 'text/plain', bytes })
    for (const method of ['local_file', 'tool_file'] as const) {
      const content = await reader.read(tenantA, toFileValue(file, method), options)
      expect(content).toEqual({ bytes, mimeType: 'text/plain' })
      await expect(reader.read(tenantB, toFileValue(file, method), options)).rejects.toThrow(
        FileNotFound,
      )
    }
  })

  it('understands the names of references in older payloads', async () => {
    const store = new InMemoryFileStore(countingIds())
    const bytes = new TextEncoder().encode('stored')
    const { id } = await store.save(tenantA, { filename: 'a', mimeType: 'text/plain', bytes })
    const old: FileValue = {
      dify_model_identity: FILE_IDENTITY,
      type: 'document',
      transfer_method: 'local_file',
      upload_file_id: id,
    }
    expect(decode((await new FileValueReader({ store }).read(tenantA, old, options)).bytes)).toBe(
      'stored',
    )
  })

  it('does not take a reference for a path (T-I4)', async () => {
    const reader = new FileValueReader({ store: new InMemoryFileStore(countingIds()) })
    for (const reference of ['../../etc/passwd', 'x', '%00'])
      await expect(
        reader.read(
          tenantA,
          createFileValue({ type: 'document', transferMethod: 'local_file', reference }),
          options,
        ),
      ).rejects.toThrow(FileNotFound)
  })

  it('reads files elsewhere through the guarded way out', async () => {
    const store = new InMemoryFileStore(countingIds())
    const reader = new FileValueReader({ store, egress })
    expect(decode((await reader.read(tenantA, remote(`${server.url}/file`), options)).bytes)).toBe(
      'remote',
    )
    await expect(reader.read(tenantA, remote(`${server.url}/gone`), options)).rejects.toThrow(
      'answered with status 404',
    )
    await expect(reader.read(tenantA, remote(`${server.url}/big`), options)).rejects.toThrow(
      FileTooLarge,
    )
  })

  it('reaches no address that is not public, directly or by redirect (T-D1, T-D5, T-D7)', async () => {
    const before = server.requests.length
    const store = new InMemoryFileStore(countingIds())
    const reader = new FileValueReader({ store, egress: guarded })
    const addresses = [
      `${server.url}/file`,
      `http://localhost:${server.port}/`,
      `http://[::ffff:127.0.0.1]:${server.port}/`,
      `http://2130706433:${server.port}/`,
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'ftp://example.org/a',
    ]
    for (const url of addresses)
      await expect(reader.read(tenantA, remote(url), options)).rejects.toThrow(FileNotReadable)
    expect(server.requests.length).toBe(before)
    const allowed = new FileValueReader({ store, egress })
    await expect(allowed.read(tenantA, remote(`${server.url}/inside`), options)).rejects.toThrow(
      '169.254.169.254 is not a public address',
    )
  })

  it('says what is missing', async () => {
    const store = new InMemoryFileStore(countingIds())
    const reader = new FileValueReader({ store })
    await expect(reader.read(tenantA, remote('http://example.org/'), options)).rejects.toThrow(
      'no egress client is configured',
    )
    const blank = createFileValue({ type: 'document', transferMethod: 'tool_file' })
    await expect(reader.read(tenantA, blank, options)).rejects.toThrow('Missing file reference')
    const nowhere = createFileValue({ type: 'document', transferMethod: 'remote_url' })
    await expect(reader.read(tenantA, nowhere, options)).rejects.toThrow('Missing file url')
  })

  it('rejects with the reason of an aborted signal', async () => {
    const reader = new FileValueReader({ store: new InMemoryFileStore(countingIds()), egress })
    const reason = new Error('stop')
    await expect(
      reader.read(tenantA, remote(server.url), {
        maxBytes: 1,
        signal: AbortSignal.abort(reason),
      }),
    ).rejects.toBe(reason)
  })
})
