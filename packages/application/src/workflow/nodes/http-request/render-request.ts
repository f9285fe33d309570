import { assertNever } from '@weft/domain/kernel'
import {
  isFileValue,
  renderTemplate,
  type FileValue,
  type Selector,
  type VariableReader,
} from '@weft/domain/workflow'
import type { Authorization, BodyData, BodyItem, HttpRequestData } from './http-request-data.js'
import type {
  NamedFile,
  NamedText,
  RenderedAuthorization,
  RenderedBody,
  RenderedRequest,
} from './rendered-request.js'
import { splitLine, splitLines } from './request-lines.js'

/** Fills the variables in. Never fails: what cannot be sent is found when it is checked. */
export function renderRequest(data: HttpRequestData, variables: VariableReader): RenderedRequest {
  return {
    method: data.method,
    url: renderTemplate(data.url, variables).trim(),
    params: data.params.map(({ name, value }) => [
      renderTemplate(name, variables),
      renderTemplate(value, variables),
    ]),
    headers: splitLines(renderTemplate(data.headers, variables))
      .map(splitLine)
      .filter(([name]) => name !== ''),
    authorization: renderAuthorization(data.authorization, variables),
    body: renderBody(data.body, variables),
  }
}

function renderAuthorization(
  authorization: Authorization,
  variables: VariableReader,
): RenderedAuthorization {
  return authorization.type === 'key'
    ? { ...authorization, key: renderTemplate(authorization.key, variables).trim() }
    : authorization
}

function renderBody({ type, items }: BodyData, variables: VariableReader): RenderedBody {
  switch (type) {
    case 'none':
      return { type }
    case 'json':
    case 'raw-text': {
      const item = only(items)
      if (!item) return { type: 'wrong-item-count', bodyType: type }
      return { type, text: renderTemplate(item.value, variables) }
    }
    case 'binary':
      return renderBinary(items, variables)
    case 'x-www-form-urlencoded':
      return { type, fields: items.map((item) => renderField(item, variables)) }
    case 'form-data':
      return {
        type,
        fields: items
          .filter((item) => item.type === 'text')
          .map((item) => renderField(item, variables)),
        files: items
          .filter((item) => item.type === 'file')
          .flatMap((item) => renderFiles(item, variables)),
      }
    default:
      return assertNever(type)
  }
}

function renderBinary(items: readonly BodyItem[], variables: VariableReader): RenderedBody {
  const item = only(items)
  if (!item) return { type: 'wrong-item-count', bodyType: 'binary' }
  const file = item.file && variables.get(item.file)?.value
  return isFileValue(file)
    ? { type: 'binary', file }
    : { type: 'file-missing', selector: item.file ?? [] }
}

function renderField({ key, value }: BodyItem, variables: VariableReader): NamedText {
  return [renderTemplate(key, variables), renderTemplate(value, variables)]
}

/** Anything that is not a file or a list of files is left out. */
function renderFiles({ key, file }: BodyItem, variables: VariableReader): readonly NamedFile[] {
  const name = renderTemplate(key, variables)
  return filesAt(file, variables).map((each) => ({ name, file: each }))
}

function filesAt(selector: Selector | undefined, variables: VariableReader): readonly FileValue[] {
  const value = selector && variables.get(selector)?.value
  if (Array.isArray(value)) return (value as readonly unknown[]).filter(isFileValue)
  return isFileValue(value) ? [value] : []
}

function only(items: readonly BodyItem[]): BodyItem | undefined {
  return items.length === 1 ? items[0] : undefined
}
