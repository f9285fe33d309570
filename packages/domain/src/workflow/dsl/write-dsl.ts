import { isAppMode } from '../../app/index.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import type { DslApp, DslBody, DslDocument } from './dsl-document.js'
import { CURRENT_DSL_VERSION } from './dsl-version.js'
import { bodyKey, readApp, readVersion } from './read-dsl.js'

/**
 * The document as plain data, ready to be printed. What was read and not changed comes out exactly as it went in:
 * `writeDsl(readDsl(x))` equals `x`, whatever else `x` contains.
 */
export function writeDsl(document: DslDocument): JsonObject {
  const { extras, version, app, body } = document
  const isSameVersion = readVersion(extras) === version
  return withEntries(extras, {
    ...(isSameVersion ? {} : { version, kind: document.kind }),
    app: writeApp(app, isJsonObject(extras['app']) ? extras['app'] : {}),
    [bodyKey(app.mode)]: sectionOf(body),
  })
}

/** A document of the current version, for an app that is being exported. `extras` are those it was imported with. */
export function createDslDocument(args: {
  readonly app: DslApp
  readonly body: DslBody
  readonly extras: JsonObject
}): DslDocument {
  const extras = withEntries(args.extras, { version: CURRENT_DSL_VERSION, kind: 'app' })
  return { ...args, version: CURRENT_DSL_VERSION, kind: 'app', extras }
}

function sectionOf(body: DslBody): JsonObject {
  return body.type === 'workflow' ? body.workflow : body.modelConfig
}

/** Puts in what differs from what the map already says, so that an older spelling of the same thing stays. */
function writeApp(app: DslApp, before: JsonObject): JsonObject {
  const known = isAppMode(before['mode']) ? readApp(before) : undefined
  const changes: [string, JsonValue][] = []
  const put = (name: string, value: JsonValue, previous: JsonValue | undefined) => {
    if (value !== previous) changes.push([name, value])
  }
  put('name', app.name, known?.name)
  put('mode', app.mode, known?.mode)
  put('description', app.description, known?.description)
  put('icon_type', app.icon.type, known?.icon.type)
  put('icon', app.icon.value ?? null, known ? (known.icon.value ?? null) : undefined)
  put('icon_background', app.icon.background, known?.icon.background)
  put('use_icon_as_answer_icon', app.useIconAsAnswerIcon, known?.useIconAsAnswerIcon)
  return withEntries(before, Object.fromEntries(changes))
}

/** Defines the keys instead of setting them, so that a key named `__proto__` stays a key. */
function withEntries(map: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries([...Object.entries(map), ...Object.entries(changes)])
}
