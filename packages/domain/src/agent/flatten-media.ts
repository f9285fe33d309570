import type { PromptMessage } from '../model/index.js'

/** The messages with marks in place of what users attached: a model looks at files once. */
export function flattenMedia(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  return messages.map((message) => {
    if (message.role !== 'user' || typeof message.content === 'string') return message
    const lines = message.content.map((part) => {
      if (part.type === 'text') return part.text
      return part.type === 'image' ? '[image]' : '[file]'
    })
    return { role: 'user', content: lines.join('\n') }
  })
}
