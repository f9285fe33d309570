import { Secret, WeftError } from '@weft/domain/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startOpenAiServer,
  type OpenAiServer,
  type OpenAiServerFailure,
} from '../../../support/openai-server.js'
import { collect, failureOf } from '../../support/completion-request.js'
import { printed } from '../../support/printed.js'
import {
  anOpenAiRegistry,
  aRegistry,
  languageModelAt,
  plantedKey,
  tenantId,
} from '../../support/registry.js'

const plantedHeader = 'header-secret-9876543210'
let server: OpenAiServer
beforeAll(async () => {
  server = await startOpenAiServer()
})
afterAll(() => server.close())

const quoting = `Incorrect API key provided: ${plantedKey} (and ${plantedHeader}).`
const failures: readonly (readonly [string, OpenAiServerFailure])[] = [
  ['400', { type: 'status', status: 400, message: quoting }],
  ['401', { type: 'status', status: 401, message: quoting }],
  ['429', { type: 'status', status: 429, message: quoting }],
  ['500', { type: 'status', status: 500, body: quoting }],
  [
    '500 with the key in a header',
    { type: 'status', status: 500, headers: { 'x-key': plantedKey } },
  ],
  [
    'a key where the message is cut',
    { type: 'status', status: 400, message: `${'x'.repeat(980)}${plantedKey}` },
  ],
  ['an encoded key', { type: 'status', status: 400, message: encodeURIComponent(plantedKey) }],
  ['hang', { type: 'hang-before-headers' }],
  ['cut', { type: 'cut-mid-stream' }],
  ['malformed', { type: 'malformed-chunk' }],
  ['error inside the stream', { type: 'error-chunk', error: { message: quoting } }],
  ['a web page', { type: 'wrong-content-type', contentType: 'text/html', body: quoting }],
]

const withSecrets = {
  headers: { 'x-gateway-key': Secret.of(plantedHeader) },
  timeouts: { readMs: 100 },
}

describe('a planted key', () => {
  it.each(failures)('never shows in the error after %s', async (_situation, failure) => {
    server.script({ failure })
    const error = await failureOf(collect(await languageModelAt(server.url, withSecrets)))
    expect(error).toBeInstanceOf(WeftError)
    expect(server.requests.at(-1)!.headers['x-gateway-key']).toBe(plantedHeader)
    const text = printed(error)
    expect(text).toContain('ModelCallFailed')
    expect(text).not.toContain(plantedKey.slice(0, 12))
    expect(text).not.toContain(plantedHeader)
  })

  it('never shows when a registry or a model is printed', async () => {
    const registry = anOpenAiRegistry(server.url, withSecrets)
    const model = await registry.languageModel(tenantId, { provider: 'openai', name: 'any' })
    for (const value of [registry, model]) {
      expect(printed(value)).not.toContain(plantedKey)
      expect(printed(value)).not.toContain(plantedHeader)
    }
  })

  it('never shows when the network client puts it into its own error', async () => {
    const registry = aRegistry({
      providers: [
        {
          kind: 'openai-compatible',
          id: 'openai',
          baseUrl: server.url,
          apiKey: Secret.of(plantedKey),
        },
      ],
      fetch: async (_url, request) => {
        throw new Error(`failed with ${JSON.stringify(request.headers)}`, { cause: request })
      },
    })
    const model = await registry.languageModel(tenantId, { provider: 'openai', name: 'any' })
    const error = await failureOf(collect(model))
    expect(error).toMatchObject({ kind: 'connection' })
    expect(printed(error)).not.toContain(plantedKey)
  })
})
