import { Egress } from '@weft/adapters-egress'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startOpenAiServer, type OpenAiServer } from '../../../support/openai-server.js'
import { collect, failureOf, textOfChunks } from '../../support/completion-request.js'
import { aRegistry, tenantId } from '../../support/registry.js'

let server: OpenAiServer
beforeAll(async () => {
  server = await startOpenAiServer()
})
afterAll(() => server.close())

async function callThrough(egress: Egress) {
  const registry = aRegistry({
    fetch: egress.fetch,
    providers: [{ kind: 'openai-compatible', id: 'local', baseUrl: server.url }],
  })
  try {
    return await collect(await registry.languageModel(tenantId, { provider: 'local', name: 'm' }))
  } finally {
    await egress.close()
  }
}

describe('a provider behind the guarded network client', () => {
  it('answers when its address is allowed', async () => {
    const chunks = await callThrough(Egress.open({ allow: [new URL(server.url).host] }))
    expect(textOfChunks(chunks)).toBe('Hello from the server.')
  })

  it('gets no request when its address is not allowed, and the error does not name it', async () => {
    const before = server.requests.length
    const error = await failureOf(callThrough(Egress.open()))
    expect(error).toMatchObject({ kind: 'bad-request', retryable: false })
    expect((error as Error).message).toBe("[local] The provider's address may not be reached.")
    expect(server.requests).toHaveLength(before)
  })
})
