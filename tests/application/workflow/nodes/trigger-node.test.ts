import {
  parseWebhook,
  receiveWebhook,
  webhookAnswer,
  WebhookRefused,
  WorkflowEngine,
} from '@weft/application/workflow'
import type { WebhookRequest } from '@weft/application/workflow'
import { TenantId, type JsonObject } from '@weft/domain/kernel'
import {
  compileGraph,
  createFileValue,
  NodeData,
  NodeKindTable,
  readWorkflow,
  RunId,
  type RunEvent,
} from '@weft/domain/workflow'
import { standardNodeKinds } from '@weft/application/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOf, noCode, noModels, plainTemplates, run, segmentOf, text } from './node-harness.js'

const field = (name: string, type = 'string', required = false): JsonObject => ({
  name,
  type,
  required,
})

const webhook = (data: JsonObject = {}) =>
  parseWebhook(NodeData.of({ id: 'hook', title: 'Hook', data: { method: 'post', ...data } }))

const request = (changes: Partial<WebhookRequest> = {}): WebhookRequest => ({
  method: 'POST',
  headers: {},
  query: {},
  body: { type: 'none' },
  size: 0,
  ...changes,
})

const json = (value: unknown): WebhookRequest['body'] => ({
  type: 'text',
  text: typeof value === 'string' ? value : JSON.stringify(value),
})

describe('trigger nodes', () => {
  it('give a webhook its declared values and what the system says', async () => {
    const data = {
      headers: [field('X-Shop')],
      params: [field('page', 'number')],
      body: [field('id')],
    }
    const outcome = await run(kindOf('trigger-webhook'), data, {
      'n.X_Shop': text('weft'),
      'n.page': segmentOf(2),
      'n._webhook_raw': segmentOf({ method: 'POST' }),
      'sys.user_id': text('u'),
    })
    expect(outcome).toMatchObject({
      type: 'succeeded',
      outputs: { X_Shop: 'weft', page: 2, _webhook_raw: { method: 'POST' }, 'sys.user_id': 'u' },
    })
  })

  it('say which event of a plugin began the run', async () => {
    const data = { provider_id: 'p', event_name: 'pushed', plugin_unique_identifier: 'p:1' }
    expect(await run(kindOf('trigger-plugin'), data, { 'sys.app_id': text('a') })).toMatchObject({
      type: 'succeeded',
      outputs: { 'sys.app_id': 'a' },
      metadata: {
        trigger_info: { provider_id: 'p', event_name: 'pushed', plugin_unique_identifier: 'p:1' },
      },
    })
  })

  it('leave the way to the start node where that is the entry: the shared node runs (H 37)', async () => {
    const node = (id: string, type: string, data: JsonObject = {}) => ({
      id,
      data: { type, title: id, ...data },
    })
    const section = {
      graph: {
        nodes: [
          node('start', 'start', { variables: [] }),
          node('clock', 'trigger-schedule', { mode: 'visual', frequency: 'daily' }),
          node('own', 'template-transform', { template: 'own', variables: [] }),
          node('shared', 'template-transform', { template: 'shared', variables: [] }),
          node('end', 'end', {
            outputs: [{ variable: 't', value_selector: ['shared', 'output'] }],
          }),
        ],
        edges: [
          { source: 'start', target: 'shared' },
          { source: 'clock', target: 'own' },
          { source: 'own', target: 'shared' },
          { source: 'shared', target: 'end' },
        ].map((edge, index) => ({ id: `e${index}`, sourceHandle: 'source', ...edge })),
      },
    }
    const services = { models: noModels, code: noCode, templates: plainTemplates }
    const graph = compileGraph(
      readWorkflow(section).graph,
      NodeKindTable.of(standardNodeKinds(services)),
    )
    const ids = { next: () => crypto.randomUUID() }
    const engine = new WorkflowEngine({ clock: { now: () => new Date(0) }, ids })
    const args = {
      runId: RunId.parse('00000000-0000-7000-8000-000000000001'),
      tenantId: TenantId.parse('00000000-0000-7000-8000-000000000002'),
      user: undefined,
      inputs: {},
      system: {},
      environment: [],
      conversation: [],
    }
    const events: RunEvent[] = []
    const { signal } = new AbortController()
    for await (const batch of engine.run(graph, args, { signal })) events.push(...batch)
    const ran = events.flatMap((event) =>
      event.type === 'NodeSucceeded' ? [event.execution.nodeId] : [],
    )
    expect(ran).toEqual(['start', 'shared', 'end'])
    expect(events.at(-1)).toMatchObject({ type: 'RunSucceeded', outputs: { t: 'shared' } })
  })
})

describe('receiveWebhook', () => {
  it('takes headers, parameters and a JSON body, and passes on what is not declared', () => {
    const definition = webhook({
      headers: [field('X-Shop-Id', 'string', true)],
      params: [field('page', 'number'), field('all', 'boolean')],
      body: [field('items', 'array[number]', true)],
    })
    const inputs = receiveWebhook(
      definition,
      request({
        headers: { 'content-type': 'application/json; charset=utf-8', x_shop_id: '7' },
        query: { page: '2', all: 'Yes', more: 'x' },
        body: json({ items: [1, 2], note: 'n' }),
      }),
    )
    expect(inputs).toMatchObject({
      X_Shop_Id: '7',
      page: 2,
      all: true,
      more: 'x',
      items: [1, 2],
      note: 'n',
      _webhook_raw: { method: 'POST', query_params: { page: '2' }, body: { items: [1, 2] } },
    })
  })

  it('takes forms, with their files', () => {
    const file = createFileValue({ type: 'image', transferMethod: 'local_file', reference: 'f' })
    const definition = webhook({
      content_type: 'multipart/form-data',
      body: [field('age', 'number'), field('photo', 'file', true)],
    })
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const body = { type: 'form', fields: { age: '41' }, files: { photo: file } } as const
    expect(receiveWebhook(definition, request({ headers, body }))).toMatchObject({
      age: 41,
      photo: file,
    })
  })

  it('takes plain text and files as raw', () => {
    const plain = webhook({ content_type: 'text/plain' })
    const headers = { 'content-type': 'text/plain' }
    expect(receiveWebhook(plain, request({ headers, body: json('{hi') }))).toMatchObject({
      raw: '{hi',
    })
    const file = createFileValue({ type: 'custom', transferMethod: 'local_file', reference: 'f' })
    const binary = webhook({ content_type: 'application/octet-stream' })
    const octets = { 'content-type': 'application/octet-stream' }
    expect(
      receiveWebhook(binary, request({ headers: octets, body: { type: 'binary', file } })),
    ).toMatchObject({ raw: file })
  })

  it.each<[JsonObject, Partial<WebhookRequest>, string]>([
    [{}, { method: 'get' }, 'HTTP method mismatch. Expected POST, got GET'],
    [
      {},
      { headers: { 'Content-Type': 'text/plain' } },
      'Content-type mismatch. Expected application/json, got text/plain',
    ],
    [
      { content_type: 'text/plain' },
      {},
      'Content-type mismatch. Expected text/plain, got application/json',
    ],
    [{ headers: [field('X-Key', 'string', true)] }, {}, 'Required header missing: X-Key'],
    [{ params: [field('page', 'number', true)] }, {}, 'Required parameter missing: page'],
    [
      { body: [field('id', 'string', true)] },
      { body: json({}) },
      'Required body parameter missing: id',
    ],
    [
      { params: [field('page', 'number')] },
      { query: { page: 'two' } },
      "Parameter 'page' validation failed: Cannot convert 'two' to number",
    ],
    [
      { params: [field('all', 'boolean')] },
      { query: { all: 'maybe' } },
      "Parameter 'all' validation failed: Cannot convert 'maybe' to boolean",
    ],
    [
      { body: [field('id', 'string')] },
      { body: json({ id: 5 }) },
      "Parameter 'id' validation failed: Expected string, got number",
    ],
    [
      { body: [field('ids', 'array[string]')] },
      { body: json({ ids: ['a', 1] }) },
      "Parameter 'ids' validation failed: Expected array[string], got array",
    ],
  ])('refuses what is not asked for: %j %j', (definition, changes, message) => {
    const receive = () => receiveWebhook(webhook(definition), request(changes))
    expect(receive).toThrow(WebhookRefused)
    expect(receive).toThrow(message)
  })

  it('refuses broken JSON and bodies that are too large', () => {
    expect(() => receiveWebhook(webhook(), request({ body: json('{"a":') }))).toThrow(
      /^Invalid JSON body: /,
    )
    expect(() => receiveWebhook(webhook(), request({ size: 11 }), 10)).toThrow(
      expect.objectContaining({ status: 413 }) as Error,
    )
  })

  it('gives inputs or refuses, whatever comes (property)', () => {
    const definition = webhook({
      params: [field('a', 'number')],
      body: [field('b', 'object'), field('__proto__', 'string')],
    })
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.json(), (query, body) => {
        try {
          const inputs = receiveWebhook(definition, request({ query, body: json(body) }))
          expect(inputs['_webhook_raw']).toMatchObject({ method: 'POST' })
        } catch (error) {
          expect(error).toBeInstanceOf(WebhookRefused)
        }
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
    )
  })

  it('answers with the configured body', () => {
    const answer = (data: JsonObject) => webhookAnswer(webhook(data))
    expect(answer({})).toEqual({
      status: 200,
      body: { status: 'success', message: 'Webhook processed successfully' },
    })
    expect(answer({ status_code: 202, response_body: ' {"a": [1]}' })).toEqual({
      status: 202,
      body: { a: [1] },
    })
    expect(answer({ response_body: 'thanks' }).body).toEqual({ message: 'thanks' })
    expect(answer({ response_body: '{thanks' }).body).toEqual({ message: '{thanks' })
  })
})
