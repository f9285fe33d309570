import { assertNever, obfuscate, type JsonValue } from '../../kernel/index.js'
import { fileUrl, isFileValue, type FileValue } from './file-value.js'
import { pythonJson, pythonRepr, pythonString } from './python-text.js'
import type { Segment } from './segment.js'

/** `text` for prompts, requests and conditions; `markdown` for answers; `log` for records, with secrets masked. */
export type RenderForm = 'text' | 'markdown' | 'log'

/** A segment as it reads in the given form. */
export function renderSegment(segment: Segment, form: RenderForm): string {
  switch (form) {
    case 'text':
      return renderText(segment)
    case 'markdown':
      return renderMarkdown(segment)
    case 'log':
      return renderLog(segment)
    default:
      return assertNever(form)
  }
}

/** One line of text for whatever reads it next: a model, a service, a condition. Files and nothing are empty. */
export function renderText(segment: Segment): string {
  const { type, value } = segment
  switch (type) {
    case 'object':
      return pythonJson(value)
    case 'array[string]':
      return isEmpty(value) ? '' : pythonJson(value)
    case 'array[any]':
    case 'array[number]':
    case 'array[object]':
    case 'array[boolean]':
      return isEmpty(value) ? '' : pythonRepr(value)
    case 'file':
    case 'array[file]':
      return ''
    default:
      return scalarText(segment)
  }
}

/** Text for people: maps as indented JSON, lists as bullet points, files as links, images shown. */
export function renderMarkdown(segment: Segment): string {
  const { type, value } = segment
  switch (type) {
    case 'object':
      return pythonJson(value, 2)
    case 'array[string]':
    case 'array[any]':
    case 'array[number]':
    case 'array[object]':
    case 'array[boolean]':
      return itemsOf(value)
        .map((item) => `- ${pythonString(item)}`)
        .join('\n')
    case 'file':
    case 'array[file]':
      return itemsOf(value).filter(isFileValue).map(fileMarkdown).join('\n')
    default:
      return scalarText(segment)
  }
}

/** Text for records: a secret shows its first and last characters at most. */
export function renderLog(segment: Segment): string {
  const { type, value } = segment
  switch (type) {
    case 'secret':
      return obfuscate(pythonString(value))
    case 'object':
      return pythonJson(value, 2)
    case 'array[string]':
    case 'array[any]':
    case 'array[number]':
    case 'array[object]':
    case 'array[boolean]':
      return pythonRepr(value)
    case 'file':
    case 'array[file]':
      return ''
    default:
      return scalarText(segment)
  }
}

function scalarText({ type, value }: Segment): string {
  if (value === null) return ''
  return pythonString(value, { isFloat: type === 'float' })
}

function fileMarkdown(file: FileValue): string {
  const url = fileUrl(file) ?? ''
  const name = typeof file['filename'] === 'string' ? file['filename'] : ''
  return file.type === 'image' ? `![${name}](${url})` : `[${name || url}](${url})`
}

function itemsOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [value]
}

function isEmpty(value: JsonValue): boolean {
  return Array.isArray(value) && value.length === 0
}
