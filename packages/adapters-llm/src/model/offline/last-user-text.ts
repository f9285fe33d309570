import { textOf, type PromptMessage } from '@weft/domain/model'

/** The text of the last user message; nothing when there is none. */
export function lastUserText(messages: readonly PromptMessage[]): string {
  const last = messages.findLast((message) => message.role === 'user')
  return last ? textOf(last) : ''
}
