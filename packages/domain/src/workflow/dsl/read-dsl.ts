import { isAppMode, isWorkflowMode, type AppMode } from '../../app/index.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { DslApp, DslBody, DslDocument } from './dsl-document.js'
import { DslInvalid, type DslProblem } from './dsl-invalid.js'
import { UNDATED_DSL_VERSION } from './dsl-version.js'

/**
 * Reads a DSL document. The body is taken over as it is; what it says is read by `readWorkflow` and
 * `readModelConfiguration`. Whether the version may be imported is `assessDslVersion`'s business.
 *
 * @throws DslInvalid
 */
export function readDsl(raw: unknown): DslDocument {
  if (!isJsonObject(raw))
    throw new DslInvalid('parse.expected_mapping', 'Invalid YAML format: content must be a mapping')
  const version = readVersion(raw)
  const app = readApp(requireApp(raw))
  return {
    version,
    kind: 'app',
    app,
    body: readBody(raw, app.mode),
    extras: withoutBody(raw, app.mode),
  }
}

/** The version a document says it has. @throws DslInvalid when it is not a text. */
export function readVersion(document: JsonObject): string {
  const version = document['version']
  if (isNothing(version)) return UNDATED_DSL_VERSION
  if (typeof version !== 'string')
    throw new DslInvalid(
      'version.invalid_type',
      `Invalid version type, expected str, got ${pythonTypeName(version)}`,
    )
  return version
}

/** What a document says about the app itself, with defaults. @throws DslInvalid when it has no mode that Weft knows. */
export function readApp(app: JsonObject): DslApp {
  const { icon_type: iconType, icon_background: background } = app
  return {
    name: readText(app['name']) ?? '',
    mode: readMode(app['mode']),
    description: readText(app['description']) ?? '',
    icon: {
      type: iconType === 'image' || iconType === 'link' ? iconType : 'emoji',
      value: readText(app['icon']),
      background: typeof background === 'string' && background !== '' ? background : '#FFFFFF',
    },
    useIconAsAnswerIcon: app['use_icon_as_answer_icon'] === true,
  }
}

/** Name of the section that holds the body of an app of this mode. */
export function bodyKey(mode: AppMode): 'workflow' | 'model_config' {
  return isWorkflowMode(mode) ? 'workflow' : 'model_config'
}

function requireApp(document: JsonObject): JsonObject {
  const app = document['app']
  if (isJsonObject(app) && Object.keys(app).length > 0) return app
  const code = isNothing(document['kind']) ? 'kind.missing' : 'kind.missing_app'
  throw new DslInvalid(kindProblem(document) ?? code, 'Missing app data in YAML content')
}

function readMode(mode: JsonValue | undefined): AppMode {
  if (isNothing(mode)) throw new DslInvalid('app.missing_mode', 'loss app mode')
  if (!isAppMode(mode)) throw new DslInvalid('app.invalid_mode', 'Invalid app mode')
  return mode
}

function readBody(document: JsonObject, mode: AppMode): DslBody {
  const section = document[bodyKey(mode)]
  const isThere = isJsonObject(section) && Object.keys(section).length > 0
  if (isWorkflowMode(mode)) {
    if (isThere) return { type: 'workflow', workflow: section }
    throw new DslInvalid(
      kindProblem(document) ?? 'graph.missing_workflow',
      'Missing workflow data for workflow/advanced chat app',
    )
  }
  if (isThere) return { type: 'model-config', modelConfig: section }
  throw new DslInvalid(
    kindProblem(document) ?? 'model_config.missing',
    'Missing model_config for chat/agent-chat/completion app',
  )
}

function withoutBody(document: JsonObject, mode: AppMode): JsonObject {
  const key = bodyKey(mode)
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key))
}

/** A foreign kind is forgiven as long as the document reads as an app; when it does not, the kind is the reason. */
function kindProblem(document: JsonObject): DslProblem | undefined {
  const { kind } = document
  return isNothing(kind) || kind === 'app' ? undefined : 'kind.unsupported'
}

function readText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

function isNothing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '' || value === 0 || value === false
}

function pythonTypeName(value: JsonValue | undefined): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? 'list' : 'dict'
}
