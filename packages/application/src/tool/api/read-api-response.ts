import { isJsonObject, type EgressResponse, type JsonValue } from '@weft/domain/kernel'
import { ToolInvocationFailed, type ToolMessage } from '@weft/domain/tool'

const MOST_ERROR_CHARACTERS = 1000

/** What an API answered, as a tool tells it. @throws ToolInvocationFailed when it answered with an error. */
export function readApiResponse(response: EgressResponse): readonly ToolMessage[] {
  const { status, headers, body } = response
  if (status >= 400) {
    const text = new TextDecoder().decode(body).slice(0, MOST_ERROR_CHARACTERS)
    throw new ToolInvocationFailed(`Request failed with status code ${status} and ${text}`)
  }
  if (body.length === 0) return [{ type: 'text', text: EMPTY }]
  if (/^\s*attachment/i.test(headers['content-disposition'] ?? '')) return [attachment(response)]
  const text = new TextDecoder().decode(body)
  const isJson = (headers['content-type'] ?? '').includes('application/json')
  const value = isJson ? parseJson(text) : undefined
  return isJsonObject(value)
    ? [
        { type: 'json', value },
        { type: 'text', text },
      ]
    : [{ type: 'text', text }]
}

const EMPTY = 'Empty response from the tool, please check your parameters and try again.'

function attachment({ headers, body }: EgressResponse): ToolMessage {
  const mimeType = headers['content-type']?.split(';', 1)[0]?.trim()
  const filename = /filename="?([^";]+)"?/i.exec(headers['content-disposition'] ?? '')?.[1]
  return {
    type: 'blob',
    bytes: body,
    mimeType: mimeType === undefined || mimeType === '' ? 'application/octet-stream' : mimeType,
    ...(filename !== undefined && { filename }),
  }
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
