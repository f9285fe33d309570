import { isJsonObject, type JsonObject } from '@weft/domain/kernel'
import {
  assessDslVersion,
  createDslDocument,
  CURRENT_DSL_VERSION,
  DslInvalid,
  readDsl,
  writeDsl,
} from '@weft/domain/workflow'
import { anyJsonObject, anyJsonValue } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('readDsl', () => {
  it('H1 takes a document without version and kind for version 0.1.0 of an app', () => {
    const document = readDsl({ app: { mode: 'workflow', name: 'Old' }, workflow: { graph: {} } })
    expect(document).toMatchObject({ version: '0.1.0', kind: 'app' })
    expect(assessDslVersion(document.version, '0.6.0')).toBe('completed-with-warnings')
  })

  it('reads the app with defaults', () => {
    expect(readDsl(aDocument({ app: { mode: 'workflow' } })).app).toEqual({
      name: '',
      mode: 'workflow',
      description: '',
      icon: { type: 'emoji', value: undefined, background: '#FFFFFF' },
      useIconAsAnswerIcon: false,
    })
    const app = {
      mode: 'workflow',
      name: 'Menu',
      description: null,
      icon: 'video_game',
      icon_type: 'picture',
      icon_background: '#FFEAD5',
      use_icon_as_answer_icon: true,
    }
    expect(readDsl(aDocument({ app })).app).toMatchObject({
      description: '',
      icon: { type: 'emoji', value: 'video_game', background: '#FFEAD5' },
      useIconAsAnswerIcon: true,
    })
  })

  it('takes the section of the mode for the body', () => {
    const modelConfig = { pre_prompt: 'x' }
    const chat = readDsl({ app: { mode: 'chat' }, workflow: { a: 1 }, model_config: modelConfig })
    expect(chat.body).toEqual({ type: 'model-config', modelConfig })
    const flow = readDsl({ app: { mode: 'advanced-chat' }, workflow: { a: 1 }, model_config: {} })
    expect(flow.body).toEqual({ type: 'workflow', workflow: { a: 1 } })
  })

  it('forgives a foreign kind when the document reads as an app', () => {
    expect(readDsl(aDocument({ kind: 'rag_pipeline' })).kind).toBe('app')
  })

  const missingFlow = 'Missing workflow data for workflow/advanced chat app'
  it.each<[unknown, string, string]>([
    [null, 'parse.expected_mapping', 'Invalid YAML format: content must be a mapping'],
    [[], 'parse.expected_mapping', 'Invalid YAML format: content must be a mapping'],
    ['x', 'parse.expected_mapping', 'Invalid YAML format: content must be a mapping'],
    [{ version: 1 }, 'version.invalid_type', 'Invalid version type, expected str, got int'],
    [{ version: 0.6 }, 'version.invalid_type', 'Invalid version type, expected str, got float'],
    [
      { version: ['0.6.0'] },
      'version.invalid_type',
      'Invalid version type, expected str, got list',
    ],
    [{ version: {} }, 'version.invalid_type', 'Invalid version type, expected str, got dict'],
    [{ version: true }, 'version.invalid_type', 'Invalid version type, expected str, got bool'],
    [{ nodes: [], edges: [] }, 'kind.missing', 'Missing app data in YAML content'],
    [{ kind: 'app' }, 'kind.missing_app', 'Missing app data in YAML content'],
    [{ kind: 'app', app: {} }, 'kind.missing_app', 'Missing app data in YAML content'],
    [{ kind: 'app', app: [] }, 'kind.missing_app', 'Missing app data in YAML content'],
    [{ kind: 'rag_pipeline' }, 'kind.unsupported', 'Missing app data in YAML content'],
    [{ app: { name: 'x' } }, 'app.missing_mode', 'loss app mode'],
    [{ app: { mode: 'channel' } }, 'app.invalid_mode', 'Invalid app mode'],
    [{ app: { mode: 3 } }, 'app.invalid_mode', 'Invalid app mode'],
    [{ app: { mode: 'workflow' } }, 'graph.missing_workflow', missingFlow],
    [
      { kind: 'app', app: { mode: 'advanced-chat' }, workflow: null },
      'graph.missing_workflow',
      missingFlow,
    ],
    [
      { kind: 'claude-workflow', app: { mode: 'workflow' }, nodes: [] },
      'kind.unsupported',
      missingFlow,
    ],
    [
      { app: { mode: 'chat' } },
      'model_config.missing',
      'Missing model_config for chat/agent-chat/completion app',
    ],
  ])('refuses %j as %s', (raw, code, message) => {
    const error = catchError(() => readDsl(raw))
    expect(error).toBeInstanceOf(DslInvalid)
    expect(error).toMatchObject({ code, message })
  })
})

describe('writeDsl', () => {
  it('H11 gives back any document as it was, unknown keys included', () => {
    const anyMode = fc.constantFrom('workflow', 'advanced-chat', 'chat', 'agent-chat', 'completion')
    const anyApp = fc.record(
      {
        mode: anyMode,
        name: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
        description: fc.oneof(fc.string(), fc.constant(null)),
        icon: anyJsonValue(),
        icon_type: fc.oneof(fc.constantFrom('emoji', 'image', 'link'), anyJsonValue()),
        icon_background: anyJsonValue(),
        use_icon_as_answer_icon: anyJsonValue(),
      },
      { requiredKeys: ['mode'], noNullPrototype: true },
    )
    const anyBody = anyJsonObject().map((body) => ({ ...body, graph: { nodes: [] } }))
    const anyDocument = fc.record(
      {
        app: fc.tuple(anyJsonObject(), anyApp).map(([others, app]) => ({ ...others, ...app })),
        workflow: anyBody,
        model_config: anyBody,
        version: fc.oneof(fc.string(), fc.constant(null)),
        kind: anyJsonValue(),
        dependencies: anyJsonValue(),
      },
      { requiredKeys: ['app', 'workflow', 'model_config'], noNullPrototype: true },
    )
    fc.assert(
      fc.property(fc.tuple(anyJsonObject(), anyDocument), ([others, known]) => {
        const document = { ...others, ...known } as JsonObject
        expect(writeDsl(readDsl(document))).toStrictEqual(document)
      }),
    )
  })

  it('writes what was changed and keeps the rest', () => {
    const read = readDsl(
      aDocument({
        version: '0.1.5',
        app: { mode: 'workflow', name: 'Old', icon: null, colour: 'red' },
      }),
    )
    const written = writeDsl({
      ...read,
      version: '0.6.0',
      app: { ...read.app, name: 'New', icon: { ...read.app.icon, type: 'image', value: 'id-1' } },
      body: { type: 'workflow', workflow: { graph: { nodes: [1] } } },
    })
    expect(written).toStrictEqual({
      version: '0.6.0',
      kind: 'app',
      app: { mode: 'workflow', name: 'New', icon: 'id-1', colour: 'red', icon_type: 'image' },
      workflow: { graph: { nodes: [1] } },
    })
  })

  it('keeps a key named __proto__ a key', () => {
    const raw = JSON.parse(
      '{"__proto__": {"polluted": 1}, "app": {"mode": "chat", "__proto__": {"polluted": 1}}, "model_config": {"a": 1}}',
    ) as JsonObject
    const written = writeDsl(readDsl(raw))
    expect(JSON.stringify(written)).toContain('"__proto__":{"polluted":1}')
    expect(Object.getPrototypeOf(written)).toBe(Object.prototype)
    expect(({} as JsonObject)['polluted']).toBeUndefined()
  })
})

describe('createDslDocument', () => {
  it('exports an app in the current version with every field written out', () => {
    const { app, body, extras } = readDsl({
      app: { mode: 'workflow', name: 'A' },
      workflow: { graph: {} },
      dependencies: [],
    })
    const fresh = writeDsl(createDslDocument({ app, body, extras: {} }))
    expect(fresh).toStrictEqual({
      version: CURRENT_DSL_VERSION,
      kind: 'app',
      app: {
        name: 'A',
        mode: 'workflow',
        description: '',
        icon_type: 'emoji',
        icon: null,
        icon_background: '#FFFFFF',
        use_icon_as_answer_icon: false,
      },
      workflow: { graph: {} },
    })
    const exported = writeDsl(createDslDocument({ app, body, extras }))
    expect(exported['dependencies']).toEqual([])
    expect(exported['version']).toBe(CURRENT_DSL_VERSION)
    expect(isJsonObject(exported['app']) && exported['app']['name']).toBe('A')
    expect(readDsl(exported)).toMatchObject({ app, body })
  })
})

function aDocument(change: JsonObject): JsonObject {
  return { app: { mode: 'workflow', name: 'A' }, workflow: { graph: { nodes: [] } }, ...change }
}

function catchError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
