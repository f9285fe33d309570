import type { JsonObject } from '@weft/domain/kernel'
import {
  ToolArgumentInvalid,
  ToolInvocationFailed,
  type ToolBlobChunk,
  type ToolMessage,
  type ToolParameter,
} from '@weft/domain/tool'
import { createFileValue, InvalidNodeData } from '@weft/domain/workflow'
import { describe, expect, it } from 'vitest'
import { FakeFileStore, FakeRegistry, FakeTool, toolParameter } from './fake-tools.js'
import {
  bind,
  execute,
  kindOf,
  nodeContext,
  segmentOf,
  text,
  type Variables,
} from './node-harness.js'
import { outputsOf } from './turn-model.js'

const data: JsonObject = {
  provider_id: 'shelf',
  provider_name: 'shelf',
  provider_type: 'builtin',
  tool_name: 'look',
  tool_label: 'Look',
  tool_parameters: { query: { type: 'mixed', value: 'about {{#a.q#}}' } },
  tool_configurations: {},
  title: 'T',
}

async function use(
  tool: FakeTool,
  changes: JsonObject = {},
  options: { variables?: Variables; store?: FakeFileStore } = {},
) {
  const tools = new FakeRegistry([tool])
  const services = { tools, ...(options.store && { fileStore: options.store }) }
  const context = nodeContext(options.variables ?? { 'a.q': text('warp') })
  const bound = bind(kindOf('tool', { services }), { ...data, ...changes })
  return { ...(await execute(bound, context)), tools, context }
}

const gives = (...messages: readonly ToolMessage[]) => new FakeTool(messages)
const withParameters = (...parameters: readonly ToolParameter[]) => new FakeTool([], { parameters })
const piece = (value: string, output = 'text') => ({
  type: 'chunk',
  output,
  text: value,
  isFinal: false,
})
const last = (output = 'text') => ({ type: 'chunk', output, text: '', isFinal: true })

describe('tool', () => {
  it('uses the tool with values of the run and gives what it says', async () => {
    const tool = gives({ type: 'text', text: 'one ' }, { type: 'text', text: 'two' })
    const { outcome, progress, tools, context } = await use(tool, { credential_id: 'k1' })
    expect(tool.calls).toEqual([{ query: 'about warp' }])
    expect(tool.invocations).toEqual([
      { tenantId: context.run.tenantId, user: undefined, signal: context.signal },
    ])
    expect(tools.refs).toEqual([
      { providerType: 'builtin', provider: 'shelf', tool: 'look', credentialId: 'k1' },
    ])
    expect(progress).toEqual([piece('one '), piece('two'), last()])
    expect(outcome).toEqual({
      type: 'succeeded',
      inputs: { query: 'about warp' },
      outputs: { text: 'one two', files: [], json: [{ data: [] }] },
      outputTypes: { files: 'array[file]' },
      metadata: {
        tool_info: { provider_type: 'builtin', provider_id: 'shelf', plugin_unique_identifier: '' },
      },
    })
  })

  it('gives JSON, links, variables, steps and sources', async () => {
    const log = {
      id: 'l',
      parentId: undefined,
      label: 'L',
      status: 'start',
      error: undefined,
      data: {},
      metadata: {},
    } as const
    const file = createFileValue({ type: 'document', transferMethod: 'tool_file', reference: 'r' })
    const { outcome, progress } = await use(
      gives(
        { type: 'json', value: { a: 1 } },
        { type: 'json', value: [2], isSuppressed: true },
        { type: 'link', url: 'https://x.test' },
        { type: 'link', url: '/files/r', file },
        { type: 'image', url: 'https://x.test/i.png' },
        { type: 'file', file },
        { type: 'variable', name: 'count', value: 3 },
        { type: 'variable', name: 'story', value: 'once ', isStreamed: true },
        { type: 'variable', name: 'story', value: 'upon', isStreamed: true },
        { type: 'log', log },
        { type: 'retriever-resources', resources: [{ position: 1 }], context: 'c' },
      ),
    )
    expect(outputsOf(outcome)).toMatchObject({
      text: 'Link: https://x.test\nFile: /files/r\n',
      json: [{ a: 1 }, [2]],
      files: [file, { type: 'image', remote_url: 'https://x.test/i.png' }, file],
      count: 3,
      story: 'once upon',
    })
    expect(progress).toEqual([
      piece('Link: https://x.test\n'),
      piece('File: /files/r\n'),
      piece('once ', 'story'),
      piece('upon', 'story'),
      { type: 'agent-log', log },
      { type: 'retriever-resources', resources: [{ position: 1 }], context: 'c' },
      last(),
      last('story'),
    ])
  })

  it('keeps files the tool makes, whole or in pieces', async () => {
    const store = new FakeFileStore()
    const chunk = (sequence: number, bytes: number[], isLast = false): ToolBlobChunk => ({
      type: 'blob-chunk',
      id: 'b',
      sequence,
      totalBytes: 3,
      bytes: Uint8Array.from(bytes),
      isLast,
      mimeType: 'audio/wav',
    })
    const blob = { type: 'blob', bytes: Uint8Array.of(9), mimeType: 'image/png' } as const
    const { outcome } = await use(gives(blob, chunk(0, [1, 2]), chunk(1, [3], true)), {}, { store })
    expect(outputsOf(outcome)?.['files']).toMatchObject([
      { type: 'image', transfer_method: 'tool_file', mime_type: 'image/png', size: 1 },
      { type: 'audio', filename: 'file.wav', size: 3 },
    ])
    expect(store.saved.map(({ bytes }) => [...bytes])).toEqual([[9], [1, 2, 3]])
  })

  it.each<[string, ToolMessage]>([
    ['there is nowhere to keep it', { type: 'blob', bytes: Uint8Array.of(1) }],
    ['tool variable text', { type: 'variable', name: 'text', value: 1 }],
    ['is streamed and must be text', { type: 'variable', name: 'v', value: 1, isStreamed: true }],
    [
      'is longer than announced',
      {
        type: 'blob-chunk',
        id: 'b',
        sequence: 0,
        totalBytes: 1,
        bytes: Uint8Array.of(1, 2),
        isLast: true,
      },
    ],
    [
      'tool file b is not complete',
      {
        type: 'blob-chunk',
        id: 'b',
        sequence: 0,
        totalBytes: 2,
        bytes: Uint8Array.of(1),
        isLast: false,
      },
    ],
  ])('fails where a message cannot be kept: %s', async (error, message) => {
    expect((await use(gives(message))).outcome).toMatchObject({
      type: 'failed',
      errorType: 'ToolFileError',
      error: expect.stringContaining(error) as string,
    })
  })

  it('drops configurations that are null (H 7)', async () => {
    const parameters = [
      toolParameter('proxy_server', { form: 'form' }),
      toolParameter('max', { form: 'form', type: 'number', defaultValue: 5 }),
    ]
    const tool = withParameters(...parameters)
    const tool_configurations = { proxy_server: null, max: { type: 'constant', value: null } }
    const { outcome } = await use(tool, { tool_parameters: {}, tool_configurations })
    expect(outcome).toMatchObject({ type: 'succeeded', inputs: {} })
    expect(tool.calls).toEqual([{ max: 5 }])
  })

  it('lets what the node says win over what the builder set', async () => {
    const tool = new FakeTool([])
    await use(tool, { tool_configurations: { query: 'set' } })
    expect(tool.calls).toEqual([{ query: 'about warp' }])
  })

  it('casts values to the types the tool declares', async () => {
    const tool = withParameters(
      toolParameter('n', { type: 'number' }),
      toolParameter('flag', { type: 'boolean' }),
      toolParameter('list', { type: 'array' }),
      toolParameter('any', { type: 'any' }),
    )
    const tool_parameters = {
      n: { type: 'mixed', value: '{{#a.n#}}' },
      flag: { type: 'constant', value: 'No' },
      list: { type: 'variable', value: ['a', 'list'] },
      any: { type: 'constant', value: { deep: ['{{#a.n#}}'] } },
    }
    const variables = { 'a.n': segmentOf(12), 'a.list': segmentOf(['x']) }
    await use(tool, { tool_parameters }, { variables })
    expect(tool.calls).toEqual([{ n: 12, flag: false, list: ['x'], any: { deep: ['12'] } }])
  })

  it('fails where a required variable is missing and leaves an optional one out', async () => {
    const tool_parameters = { query: { type: 'variable', value: ['gone', 'x'] } }
    const optional = new FakeTool([])
    expect((await use(optional, { tool_parameters })).outcome).toMatchObject({ type: 'succeeded' })
    expect(optional.calls).toEqual([{}])
    const required = withParameters(toolParameter('query', { isRequired: true }))
    expect((await use(required, { tool_parameters })).outcome).toMatchObject({
      type: 'failed',
      error: "Variable ['gone', 'x'] does not exist",
      errorType: 'ToolParameterError',
    })
  })

  it('counts names the tool does not know as null', async () => {
    const tool = new FakeTool([])
    const { outcome } = await use(tool, {
      tool_parameters: { other: { type: 'mixed', value: 'x' } },
    })
    expect(outcome).toMatchObject({ inputs: { other: null } })
    expect(tool.calls).toEqual([{}])
  })

  it('keeps secrets out of the record', async () => {
    const tool = new FakeTool([], {
      parameters: [
        toolParameter('query'),
        toolParameter('key', { type: 'secret-input', form: 'form' }),
      ],
    })
    const { outcome } = await use(
      tool,
      {
        tool_parameters: { query: { type: 'mixed', value: 'x {{#env.key#}}' } },
        tool_configurations: { key: 'topsecretvalue' },
      },
      { variables: { 'env.key': { type: 'secret', value: 'sk-abcdefghijkl' } } },
    )
    expect(tool.calls).toEqual([{ query: 'x sk-abcdefghijkl', key: 'topsecretvalue' }])
    expect(JSON.stringify(outcome)).not.toMatch(/topsecretvalue|abcdefghijkl/)
  })

  it.each<[string, JsonObject, readonly JsonObject[]]>([
    ['bare texts for parameters', { query: 'about {{#a.q#}}' }, [{ query: 'about warp' }]],
    ['a bare value for a parameter', { query: 5 }, [{ query: '5' }]],
  ])('reads %s, as older documents have them (I.11)', async (_, tool_parameters, calls) => {
    const tool = new FakeTool([])
    await use(tool, { tool_parameters })
    expect(tool.calls).toEqual(calls)
  })

  it('reads a bare text for all parameters (I.11)', async () => {
    const tool = new FakeTool([])
    expect((await use(tool, { tool_parameters: '' })).outcome).toMatchObject({ type: 'succeeded' })
    expect(tool.calls).toEqual([{}])
  })

  it('reads parameters of type mention and says so where they are needed (I.11)', async () => {
    const tool = withParameters(toolParameter('query', { isRequired: true }))
    const tool_parameters = { query: { type: 'mention', value: '@llm.text' } }
    expect((await use(tool, { tool_parameters })).outcome).toMatchObject({
      type: 'failed',
      error: expect.stringContaining('type mention') as string,
      errorType: 'ToolParameterError',
    })
  })

  it('refuses a mixed parameter that is no text', () => {
    const tool_parameters = { query: { type: 'mixed', value: ['x'] } }
    expect(() => bind(kindOf('tool'), { ...data, tool_parameters })).toThrow(InvalidNodeData)
  })

  it('says which tool there is not', async () => {
    expect((await use(new FakeTool([]), { tool_name: 'gone' })).outcome).toMatchObject({
      type: 'failed',
      error:
        'Failed to get tool runtime: There is no builtin tool shelf/gone. Nobody has shelf/gone.',
      errorType: 'ToolRuntimeResolutionError',
    })
  })

  it('says what to set up where there are no tools', async () => {
    const { outcome } = await execute(bind(kindOf('tool'), data), nodeContext({}))
    expect(outcome).toMatchObject({
      type: 'failed',
      error: expect.stringContaining('`tools`') as string,
      metadata: { tool_info: { provider_id: 'shelf' } },
    })
  })

  it.each([
    [new ToolInvocationFailed('The shelf is empty.'), 'ToolRuntimeInvocationError'],
    [new ToolArgumentInvalid('No such date.'), 'ToolParameterError'],
    [new Error('odd'), 'ToolRuntimeInvocationError'],
  ])('names what went wrong: %s', async (error, errorType) => {
    expect((await use(new FakeTool(error))).outcome).toMatchObject({
      type: 'failed',
      error: `Failed to invoke tool: ${error.message}`,
      errorType,
      inputs: { query: 'about warp' },
    })
  })

  it('throws what stops the run', async () => {
    const stop = AbortSignal.abort(new Error('stopped'))
    const services = { tools: new FakeRegistry([new FakeTool(new Error('stopped'))]) }
    const context = nodeContext({}, { signal: stop })
    await expect(execute(bind(kindOf('tool', { services }), data), context)).rejects.toThrow(
      'stopped',
    )
  })

  it('is tried again on demand', () => {
    expect(kindOf('tool').isRetryable).toBe(true)
    expect(kindOf('tool', { version: '2' }).type).toBe('tool')
  })
})
