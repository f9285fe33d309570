import type { JsonObject, JsonValue } from '@weft/domain/kernel'
import {
  ToolArgumentInvalid,
  ToolCredentialsInvalid,
  ToolInvocationFailed,
  ToolSchemaInvalid,
} from '@weft/domain/tool'
import { apiTools } from '@weft/application/tool'
import { describe, expect, it } from 'vitest'
import { FakeEgress, textOf, use } from './tool-harness.js'

const open = { auth_type: 'none' }

const document = (paths: JsonObject, more: JsonObject = {}): JsonObject => ({
  openapi: '3.0.0',
  servers: [{ url: 'https://pets.test/v1' }],
  paths,
  ...more,
})

const pets = document({
  '/pets/{id}': {
    get: {
      summary: 'Finds a pet.',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
        { name: 'fields', in: 'query', schema: { type: 'string' } },
        { name: 'X-Trace', in: 'header', schema: { type: 'string' } },
        { name: 'lang', in: 'cookie', schema: { type: 'string', default: 'en' } },
      ],
    },
  },
  '/pets': {
    post: {
      operationId: 'addPet',
      description: 'Adds a pet.',
      requestBody: {
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
      },
    },
    options: { operationId: 'askPets' },
  },
})
const schemas = {
  components: {
    schemas: {
      Pet: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', description: 'How it is called' },
          age: { type: 'integer' },
          weight: { type: 'number' },
          tame: { type: 'boolean' },
          tags: { type: 'array', items: { type: 'string' } },
          photo: { type: 'string', format: 'binary' },
        },
      },
    },
  },
}
const schema = { ...pets, ...schemas }

const provider = (
  egress = new FakeEgress({ '*': { body: 'ok' } }),
  credentials: JsonObject = open,
  from: string | JsonObject = schema,
) => ({ egress, tools: apiTools({ name: 'pets', schema: from, credentials }, egress) })

describe('the tools of an API', () => {
  it('are its operations, under their ids or names made of their paths (90)', () => {
    const { tools } = provider().tools
    expect(tools.map(({ description }) => [description.name, description.description])).toEqual([
      ['petsid_get', 'Finds a pet.'],
      ['addPet', 'Adds a pet.'],
      ['askPets', ''],
    ])
  })

  it('have the parameters of the operation and of its body (91)', () => {
    const add = provider().tools.tools[1]
    expect(
      add?.description.parameters.map(({ name, type, isRequired }) => [name, type, isRequired]),
    ).toEqual([
      ['name', 'string', true],
      ['age', 'number', false],
      ['weight', 'number', false],
      ['tame', 'boolean', false],
      ['tags', 'array', false],
      ['photo', 'file', false],
    ])
  })

  it('can be described in YAML', () => {
    const yaml = [
      'openapi: 3.0.0',
      'servers: [{ url: https://pets.test }]',
      'paths: { /a: { get: { operationId: a } } }',
    ]
    expect(provider(undefined, open, yaml.join('\n')).tools.tools).toHaveLength(1)
  })

  it.each<[string, string | JsonObject]>([
    ['no servers', { ...schema, servers: [] }],
    ['a server that is no web address', { ...schema, servers: [{ url: 'file:///etc' }] }],
    ['no paths', { openapi: '3.0.0', servers: [{ url: 'https://x.test' }] }],
    ['neither JSON nor YAML', '{"a": ['],
    ['no map', '- a'],
    [
      'a reference to elsewhere',
      document({ '/a': { get: { parameters: [{ $ref: 'https://evil.test/x' }] } } }),
    ],
    ['a reference to nothing', pets],
    [
      'a reference to itself',
      document({ '/a': { get: { parameters: [{ $ref: '#/x' }] } } }, { x: { $ref: '#/x' } }),
    ],
  ])('are refused for a description with %s (90)', (_, from) => {
    expect(() => provider(undefined, open, from)).toThrow(ToolSchemaInvalid)
  })

  it('fill in path, query, headers and cookies (93)', async () => {
    const { egress, tools } = provider()
    await use(tools, 'petsid_get', { id: '7', fields: '' })
    expect(egress.requests[0]).toMatchObject({
      method: 'GET',
      url: 'https://pets.test/v1/pets/7',
      headers: [
        ['X-Trace', ''],
        ['Cookie', 'lang=en'],
      ],
      body: undefined,
    })
  })

  it('send what the body wants, as it wants it (94)', async () => {
    const { egress, tools } = provider()
    await use(tools, 'addPet', { name: 'Rex', age: '3', weight: '3.5', tame: true, tags: '["a"]' })
    expect(egress.requests[0]?.headers).toEqual([['Content-Type', 'application/json']])
    expect(JSON.parse(egress.requests[0]?.body as string)).toEqual({
      name: 'Rex',
      age: 3,
      weight: 3.5,
      tame: true,
      tags: ['a'],
    })
  })

  it('send forms as forms', async () => {
    const form = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } } }
    const from = document({
      '/f': {
        post: {
          operationId: 'f',
          requestBody: { content: { 'application/x-www-form-urlencoded': { schema: form } } },
        },
      },
    })
    const { egress, tools } = provider(undefined, open, from)
    await use(tools, 'f', { a: 'x y', b: 2 })
    expect(egress.requests[0]?.body).toBe('a=x+y&b=2')
  })

  it.each<[JsonObject, (readonly [string, string])[], string]>([
    [
      { auth_type: 'api_key_header', api_key_value: 'k', api_key_header_prefix: 'bearer' },
      [['Authorization', 'Bearer k']],
      '',
    ],
    [{ auth_type: 'api_key', api_key_header: 'X-Key', api_key_value: 'k' }, [['X-Key', 'k']], ''],
    [{ auth_type: 'api_key_query', api_key_value: 'k' }, [], '?key=k'],
  ])('prove who is asking (92): %j', async (credentials, headers, query) => {
    const { egress, tools } = provider(undefined, credentials)
    await use(tools, 'addPet', { name: 'Rex' })
    expect(egress.requests[0]?.url).toBe(`https://pets.test/v1/pets${query}`)
    expect(egress.requests[0]?.headers).toEqual(expect.arrayContaining(headers))
  })

  it.each([
    [{}],
    [{ auth_type: 'api_key_header' }],
    [{ auth_type: 'api_key_query', api_key_value: 5 }],
  ])('are refused for incomplete credentials (92): %j', (credentials) => {
    expect(() => provider(undefined, credentials)).toThrow(ToolCredentialsInvalid)
  })

  it('ask for what is missing', async () => {
    const { tools } = provider()
    await expect(use(tools, 'addPet', {})).rejects.toThrow(ToolArgumentInvalid)
    await expect(use(tools, 'petsid_get', {})).rejects.toThrow(ToolArgumentInvalid)
  })

  it('stay within their path, whatever a value says (T-E2)', async () => {
    const from = document({
      '/{a}/x': {
        get: {
          operationId: 'x',
          parameters: [{ name: 'a', in: 'path', required: true, schema: { type: 'string' } }],
        },
      },
    })
    const { egress, tools } = provider(undefined, open, from)
    for (const a of ['../../admin', '@evil.test/', '?q=1#', 'a\u0000b'])
      await use(tools, 'x', { a })
    for (const { url } of egress.requests)
      expect(new URL(url)).toMatchObject({
        origin: 'https://pets.test',
        search: '',
        hash: '',
        pathname: expect.stringMatching(/^\/v1\/[^/]+\/x$/) as string,
      })
    for (const a of ['.', '..'])
      await expect(use(tools, 'x', { a })).rejects.toThrow(ToolArgumentInvalid)
  })

  it('do not let a path choose the server', async () => {
    const from = {
      ...document({ '.evil.test/a': { get: { operationId: 'a' } } }),
      servers: [{ url: 'https://pets.test' }],
    }
    const { egress, tools } = provider(undefined, open, from)
    await expect(use(tools, 'a')).rejects.toThrow(ToolInvocationFailed)
    expect(egress.requests).toEqual([])
  })

  it('cannot carry out every method (96)', async () => {
    await expect(use(provider().tools, 'askPets')).rejects.toThrow(ToolInvocationFailed)
  })

  it('leave credentials behind when the server leads elsewhere (T-D8)', async () => {
    for (const credentials of [
      { auth_type: 'api_key_header', api_key_header: 'X-Odd-Name', api_key_value: 'k3y' },
      { auth_type: 'api_key_query', api_key_value: 'k3y' },
    ]) {
      const query = credentials.auth_type === 'api_key_query' ? '?key=k3y' : ''
      const egress = new FakeEgress({
        [`https://pets.test/v1/pets${query}`]: {
          status: 302,
          headers: { location: 'https://pets.test.evil.test/x' },
        },
        'https://pets.test.evil.test/x': { body: 'seen' },
      })
      const { tools } = provider(egress, credentials)
      expect(await textOf(tools, 'addPet', { name: 'secret name' })).toBe('seen')
      expect(JSON.stringify(egress.requests[1])).not.toMatch(/k3y|X-Odd-Name|secret name/)
    }
  })

  it('refuse to repeat what was sent elsewhere', async () => {
    const egress = new FakeEgress({
      'https://pets.test/v1/pets': { status: 307, headers: { location: 'https://evil.test/' } },
    })
    await expect(use(provider(egress).tools, 'addPet', { name: 'x' })).rejects.toThrow(
      'which may not see what was sent',
    )
    expect(egress.requests).toHaveLength(1)
  })

  it('end a circle of redirects', async () => {
    const egress = new FakeEgress({ '*': { status: 307, headers: { location: '/v1/pets' } } })
    await expect(use(provider(egress).tools, 'addPet', { name: 'x' })).rejects.toThrow(
      'more than 10 times',
    )
  })

  const answer = (answer: { status?: number; headers?: Record<string, string>; body?: string }) =>
    use(provider(new FakeEgress({ '*': answer })).tools, 'addPet', { name: 'x' })
  const json = { 'content-type': 'application/json' }

  it('tell what was answered (95)', async () => {
    const text = (value: string) => ({ type: 'text', text: value })
    const value: JsonValue = { a: 1 }
    expect(await answer({ headers: json, body: '{"a":1}' })).toEqual([
      { type: 'json', value },
      text('{"a":1}'),
    ])
    expect(await answer({ headers: json, body: '[1]' })).toEqual([text('[1]')])
    expect(await answer({ headers: json, body: '{broken' })).toEqual([text('{broken')])
    expect(await answer({ headers: { 'content-type': 'text/plain' }, body: '{"a":1}' })).toEqual([
      text('{"a":1}'),
    ])
    expect(await answer({ body: '' })).toEqual([
      text('Empty response from the tool, please check your parameters and try again.'),
    ])
    const headers = { 'content-disposition': 'attachment; filename="a.zip"' }
    expect(await answer({ headers, body: 'x' })).toEqual([
      {
        type: 'blob',
        bytes: Uint8Array.of(120),
        mimeType: 'application/octet-stream',
        filename: 'a.zip',
      },
    ])
  })

  it('fail with what an error says (95)', async () => {
    await expect(answer({ status: 404, body: 'no pet' })).rejects.toThrow(
      'Request failed with status code 404 and no pet',
    )
  })

  it.each<[JsonObject]>([
    [{ auth_type: 'api_key', api_key_value: 'k3y /&é' }],
    [{ auth_type: 'api_key_header', api_key_value: 'k3y /&é', api_key_header_prefix: 'bearer' }],
    [{ auth_type: 'api_key_query', api_key_value: 'k3y /&é' }],
  ])('keep the key to themselves, whatever goes wrong (T-G2): %j', async (credentials) => {
    const refused = new FakeEgress({})
    const echo = new FakeEgress({
      '*': { status: 401, body: 'not with Bearer k3y /&é or k3y /&é' },
    })
    for (const egress of [refused, echo]) {
      const { tools } = provider(egress, credentials)
      const failure = await use(tools, 'addPet', { name: 'x' }).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(ToolInvocationFailed)
      const { message, cause } = failure as ToolInvocationFailed
      expect(message + String(cause)).not.toContain('k3y')
      expect(JSON.stringify(tools)).not.toContain('k3y')
    }
  })
})
