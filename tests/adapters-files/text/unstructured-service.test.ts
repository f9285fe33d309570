import { Egress } from '@weft/adapters-egress'
import { DocumentTextExtraction } from '@weft/adapters-files'
import { Secret } from '@weft/domain/kernel'
import type { DocumentFormat } from '@weft/domain/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpServer, type TestServer } from '../../support/http-server.js'
import { bytesOf } from '../support/documents.js'

describe('documents read by a service', () => {
  let server: TestServer
  let egress: Egress
  const bodies: string[] = []
  beforeAll(async () => {
    server = await startHttpServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString())
        if (request.url === '/broken') response.statusCode = 500
        const elements = [{ text: 'One' }, { text: '' }, {}, 'x', { text: 'Two' }]
        response.end(JSON.stringify(request.url === '/odd' ? { a: 1 } : elements))
      })
    })
    egress = Egress.open({ allow: [`127.0.0.1:${server.port}`] })
  })
  afterAll(async () => {
    await Promise.all([egress.close(), server.close()])
  })

  const read = (format: DocumentFormat, path = '/general'): Promise<string> =>
    new DocumentTextExtraction({
      unstructured: { url: `${server.url}${path}`, apiKey: Secret.of('key-1'), egress },
    }).extract(
      { format, bytes: bytesOf('content'), filename: `a.${format}` },
      { signal: new AbortController().signal },
    )

  it.each<DocumentFormat>(['doc', 'ppt', 'pptx', 'epub', 'odt'])(
    'sends %s files and joins the elements it answers with',
    async (format) => {
      expect(await read(format)).toBe('One\nTwo')
      expect(server.received.at(-1)?.headers['unstructured-api-key']).toBe('key-1')
      expect(bodies.at(-1)).toContain(`name="files"; filename="a.${format}"`)
      expect(bodies.at(-1)).toContain('content')
    },
  )

  it('says what is wrong with the service, and shows no key', async () => {
    await expect(read('doc', '/broken')).rejects.toThrow(
      'Failed to extract text from DOC file: the Unstructured service answered with status 500',
    )
    await expect(read('doc', '/odd')).rejects.toThrow('did not answer with a list of elements')
    const elsewhere = new DocumentTextExtraction({
      unstructured: { url: 'http://127.0.0.1:1/', apiKey: Secret.of('key-1'), egress },
    })
    const failure = await elsewhere
      .extract({ format: 'doc', bytes: bytesOf('x') }, { signal: new AbortController().signal })
      .catch((error: unknown) => String(error))
    expect(failure).toContain('Failed to extract text from DOC file')
    expect(failure).not.toContain('key-1')
  })
})
