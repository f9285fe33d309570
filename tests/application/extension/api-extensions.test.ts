import { Egress } from '@weft/adapters-egress'
import {
  AddApiExtension,
  ApiExtensionClient,
  ChangeApiExtension,
  ListApiExtensions,
  RemoveApiExtension,
  TestApiExtension,
  WorkspaceExtensions,
} from '@weft/application/extension'
import { ResealCredentials } from '@weft/application/model'
import {
  InMemoryCredentialDirectory,
  InMemoryStore,
  InMemoryUnitOfWork,
} from '@weft/application/testing'
import { ApiExtensionFailed, ApiExtensionId } from '@weft/domain/extension'
import {
  EgressFailed,
  EgressRefused,
  Secret,
  TenantId,
  type EgressClient,
  type EgressFailureKind,
  type EgressRequest,
} from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import { CredentialUnreadable, type CredentialCipher } from '@weft/domain/model'
import { afterEach, describe, expect, it } from 'vitest'
import {
  startExtensionServer,
  type ExtensionAnswer,
  type ExtensionServer,
} from '../../support/extension-server.js'

const TENANT = TenantId.parse('11111111-1111-7111-8111-111111111111')
const OTHER = TenantId.parse('22222222-2222-7222-8222-222222222222')
const KEY = 'key-of-the-extension'
const signal = new AbortController().signal

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Seals readably, for the workspace and under the key in use. */
class ReadableCipher implements CredentialCipher {
  key = 'k1'
  readonly known = new Set(['k1'])

  seal(tenantId: TenantId, text: Secret): string {
    return `${this.key} ${tenantId} ${text.reveal()}`
  }
  open(tenantId: TenantId, sealed: string): Secret {
    const [key = '', owner, text = ''] = sealed.split(' ')
    if (!this.known.has(key) || owner !== tenantId) throw new CredentialUnreadable()
    return Secret.of(text)
  }
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${this.key} `)
  }
}

/** Everything over one store; loopback addresses may be reached unless said otherwise. */
function aDesk(allowed: readonly string[] = []) {
  const store = new InMemoryStore()
  const egress = Egress.open({ allow: [...allowed] })
  closers.push(() => egress.close())
  const cipher = new ReadableCipher()
  const ports = {
    unitOfWork: new InMemoryUnitOfWork(store),
    cipher,
    client: new ApiExtensionClient(egress),
    clock: aClock(),
    ids: sequentialIds(),
  }
  return {
    ...ports,
    store,
    add: new AddApiExtension(ports),
    change: new ChangeApiExtension(ports),
    remove: new RemoveApiExtension(ports),
    list: new ListApiExtensions(ports),
    test: new TestApiExtension(ports),
    extensions: new WorkspaceExtensions(ports),
    reseal: new ResealCredentials({
      ...ports,
      directory: new InMemoryCredentialDirectory(store),
    }),
  }
}

async function aServer(
  answers: Parameters<typeof startExtensionServer>[0] = {},
): Promise<ExtensionServer> {
  const server = await startExtensionServer(answers)
  closers.push(() => server.close())
  return server
}

async function served(answers: Parameters<typeof startExtensionServer>[0] = {}) {
  const server = await aServer(answers)
  const desk = aDesk([server.host])
  const added = await desk.add.execute({
    tenantId: TENANT,
    name: 'Filter',
    endpoint: server.endpoint,
    apiKey: Secret.of(KEY),
    signal,
  })
  return { server, desk, added }
}

describe('adding an API extension', () => {
  it('asks its endpoint for a pong, then keeps it with its key sealed', async () => {
    const { server, desk, added } = await served()
    expect(server.asked).toMatchObject([
      {
        point: 'ping',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      },
    ])
    expect(server.asked[0]?.params).toBeUndefined()
    expect(await desk.list.execute({ tenantId: TENANT })).toEqual([added])
    expect(added).toMatchObject({ name: 'Filter', apiKey: 'key-of************on' })
    const stored = await desk.unitOfWork.run(TENANT, ({ apiExtensions }) => apiExtensions.list())
    expect(stored[0]?.properties.sealedKey).toBe(desk.cipher.seal(TENANT, Secret.of(KEY)))
    expect(desk.store.outbox.map(({ event }) => event.type)).toEqual(['ApiExtensionAdded'])
  })

  const anAddition = (endpoint: string, apiKey = KEY) => ({
    tenantId: TENANT,
    name: 'Filter',
    endpoint,
    apiKey: Secret.of(apiKey),
    signal,
  })

  it.each<[string, ExtensionAnswer]>([
    ['something else', { result: 'ping' }],
    ['nothing', {}],
    ['a status', { status: 401, text: 'who are you?' }],
    ['no JSON', { status: 200, text: 'pong' }],
    ['a list', [] as object],
  ])('G 61: refuses an endpoint that answers ping with %s', async (_what, answer) => {
    const server = await aServer({ ping: () => answer })
    const desk = aDesk([server.host])
    await expect(desk.add.execute(anAddition(server.endpoint))).rejects.toMatchObject({
      code: 'extension.rejected',
    })
    expect(await desk.list.execute({ tenantId: TENANT })).toEqual([])
  })

  it('G 103: reaches no private address the operator did not allow', async () => {
    const server = await aServer()
    await expect(aDesk().add.execute(anAddition(server.endpoint))).rejects.toMatchObject({
      code: 'extension.rejected',
    })
    expect(server.asked).toEqual([])
  })

  it.each(['', 'abcd', 'key with blanks', 'key\r\nx-evil: 1'])(
    'refuses the key %j',
    async (key) => {
      const server = await aServer()
      const desk = aDesk([server.host])
      await expect(desk.add.execute(anAddition(server.endpoint, key))).rejects.toMatchObject({
        code: 'validation_failed',
      })
      expect(server.asked).toEqual([])
    },
  )
})

describe('an API extension that is kept', () => {
  it('is changed once it answers under its new endpoint and key', async () => {
    const { desk, added } = await served()
    const other = await aServer()
    const elsewhere = { tenantId: TENANT, id: added.id, endpoint: other.endpoint, signal }
    await expect(desk.change.execute(elsewhere)).rejects.toMatchObject({
      code: 'extension.rejected',
    })
    const { server, desk: wide, added: kept } = await served()
    const apiKey = Secret.of('another-key')
    await wide.change.execute({ tenantId: TENANT, id: kept.id, name: 'New', apiKey, signal })
    expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer another-key')
    await wide.change.execute({ tenantId: TENANT, id: kept.id, name: 'Newer', signal })
    expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer another-key')
    expect(await wide.list.execute({ tenantId: TENANT })).toMatchObject([{ name: 'Newer' }])
  })

  it('is tested, and gone once removed', async () => {
    const { server, desk, added } = await served()
    const one = { tenantId: TENANT, id: added.id }
    await desk.test.execute({ ...one, signal })
    expect(server.asked).toHaveLength(2)
    await desk.remove.execute(one)
    const missing = { code: 'extension.not_found' }
    await expect(desk.remove.execute(one)).rejects.toMatchObject(missing)
    await expect(desk.test.execute({ ...one, signal })).rejects.toMatchObject(missing)
    await expect(desk.change.execute({ ...one, signal })).rejects.toMatchObject(missing)
    expect(desk.store.outbox.map(({ event }) => event.type)).toEqual([
      'ApiExtensionAdded',
      'ApiExtensionRemoved',
    ])
  })

  it('is called by the apps of its own workspace only', async () => {
    const { server, desk, added } = await served({ 'app.moderation.output': () => ({ ok: 1 }) })
    const call = { point: 'app.moderation.output', params: { app_id: 'a', text: 't' } } as const
    expect(await desk.extensions.call(TENANT, added.id, call, { signal })).toEqual({ ok: 1 })
    expect(server.asked.at(-1)).toMatchObject(call)
    const missing = { code: 'extension.not_found' }
    for (const id of ['', 'nonsense', ApiExtensionId.parse(added.id.replace(/.$/, 'f'))])
      await expect(desk.extensions.call(TENANT, id, call, { signal })).rejects.toMatchObject(
        missing,
      )
    await expect(desk.extensions.call(OTHER, added.id, call, { signal })).rejects.toMatchObject(
      missing,
    )
  })

  it('has its key sealed again with the credentials when the key of the installation changes', async () => {
    const { server, desk, added } = await served()
    desk.cipher.key = 'k2'
    desk.cipher.known.add('k2')
    expect(await desk.reseal.execute()).toEqual({ resealed: 1, current: 0, unreadable: [] })
    desk.cipher.known.delete('k1')
    await desk.test.execute({ tenantId: TENANT, id: added.id, signal })
    expect(server.asked.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)
  })

  it('is listed without its key when that cannot be opened any more', async () => {
    const { desk, added } = await served()
    desk.cipher.known.delete('k1')
    const listed = await desk.list.execute({ tenantId: TENANT })
    expect(listed).toEqual([{ ...added, apiKey: undefined }])
    desk.cipher.key = 'k2'
    const { unreadable } = await desk.reseal.execute()
    expect(unreadable.map(({ id }) => id)).toEqual([added.id])
  })
})

describe('ApiExtensionClient', () => {
  const target = { endpoint: 'https://api.example.org/', apiKey: Secret.of(KEY) }
  const ping = { point: 'ping' } as const

  it('G 61: quotes the status and at most 100 characters of a refusal', async () => {
    const server = await aServer({ ping: () => ({ status: 500, text: `oops ${'é'.repeat(200)}` }) })
    const { client } = aDesk([server.host])
    const call = client.call({ ...target, endpoint: server.endpoint }, ping, { signal })
    const error = await call.catch((failure: unknown) => failure)
    expect(error).toMatchObject({ kind: 'status', details: { status: 500 } })
    expect((error as ApiExtensionFailed).message).toBe(
      `The API extension answered with the status 500: oops ${'é'.repeat(95)}`,
    )
  })

  it('does not follow a redirect, which would take the key along', async () => {
    const server = await aServer({ ping: () => ({ status: 302, text: '' }) })
    const { client } = aDesk([server.host])
    await expect(
      client.call({ ...target, endpoint: server.endpoint }, ping, { signal }),
    ).rejects.toMatchObject({ kind: 'status' })
  })

  const failing = (error: Error): EgressClient => ({ send: () => Promise.reject(error) })

  it.each<[EgressFailureKind, string]>([
    ['timeout', 'timeout'],
    ['connection', 'connection'],
    ['tls', 'connection'],
    ['too-large', 'answer'],
  ])('tells a failure of the kind %s as %s', async (kind, told) => {
    const client = new ApiExtensionClient(failing(new EgressFailed(kind, 'secret details')))
    const error = await client.call(target, ping, { signal }).catch((failure: unknown) => failure)
    expect(error).toBeInstanceOf(ApiExtensionFailed)
    expect(error).toMatchObject({ kind: told })
    expect((error as Error).message).not.toContain('secret')
  })

  it('passes on that an address may not be reached', async () => {
    const client = new ApiExtensionClient(failing(new EgressRefused('private')))
    await expect(client.call(target, ping, { signal })).rejects.toThrow(EgressRefused)
  })

  it('gives up connecting after 5 seconds, and reading after 60', async () => {
    const sent: EgressRequest[] = []
    const client = new ApiExtensionClient({
      async send(request) {
        sent.push(request)
        return { status: 200, headers: {}, url: request.url, body: new TextEncoder().encode('{}') }
      },
    })
    await client.call(target, ping, { signal })
    expect(sent[0]).toMatchObject({
      method: 'POST',
      timeouts: { connectMs: 5_000, idleMs: 60_000 },
      maxRedirects: 0,
      body: '{"point":"ping"}',
    })
  })
})
