import { pythonJson } from '../workflow/index.js'
import type { ToolMessage } from './tool-message.js'

/**
 * What a model is told of the messages of a tool. Files have gone to the user already, so the model learns only that; JSON
 * comes after everything else, unless a text said the same.
 */
export function toolObservation(messages: readonly ToolMessage[]): string {
  const parts = messages.flatMap((message) => textsOf(message))
  const json = messages.flatMap((message) =>
    message.type === 'json' && message.isSuppressed !== true ? [pythonJson(message.value)] : [],
  )
  const fresh = json.filter((text) => !parts.includes(text))
  return [...parts, ...fresh].join('')
}

const IMAGE_SENT =
  'The image has been created and the user has been shown it already: there is no need to create it again, ' +
  'just tell the user that it is there.'
const FILE_SENT =
  'The file has been created and the user has been given it already: just tell the user that it is there.'

function textsOf(message: ToolMessage): readonly string[] {
  switch (message.type) {
    case 'text':
      return [message.text]
    case 'link':
      return [`result link: ${message.url}. Tell the user to check it.`]
    case 'image':
      return [IMAGE_SENT]
    case 'file':
      return [message.file.type === 'image' ? IMAGE_SENT : FILE_SENT]
    case 'blob':
      return [message.mimeType?.includes('image') === true ? IMAGE_SENT : FILE_SENT]
    case 'blob-chunk':
      return message.isLast ? [FILE_SENT] : []
    case 'retriever-resources':
      return message.context === '' ? [] : [message.context]
    case 'json':
    case 'variable':
    case 'log':
      return []
  }
}
