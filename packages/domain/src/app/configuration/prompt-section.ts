import type { JsonObject } from '../../kernel/index.js'
import { DEFAULT_PREFIXES } from '../../model/index.js'
import type { Section, SectionContext } from './section.js'
import type { Settings } from './settings.js'

const MOST_MESSAGES = 10
const ROLES = ['system', 'user', 'assistant', 'tool']
const EDITIONS = ['basic', 'jinja2'] as const

/** The text, or the messages, an app speaks to its model with. */
export const promptSection: Section = (settings, context) => {
  const isAdvanced = settings.word('prompt_type', ['simple', 'advanced'], 'simple') === 'advanced'
  const chat = settings.map('chat_prompt_config')
  const completion = settings.map('completion_prompt_config')
  if (isAdvanced) checkAdvanced(settings, chat, completion, context)
  return {
    prompt_type: isAdvanced ? 'advanced' : 'simple',
    pre_prompt: settings.text('pre_prompt', ''),
    chat_prompt_config: chat.content,
    completion_prompt_config:
      isAdvanced && tellsHistoryAsText(context) ? withPrefixes(completion) : completion.content,
  }
}

function checkAdvanced(
  settings: Settings,
  chat: Settings,
  completion: Settings,
  { modelMode }: SectionContext,
): void {
  if (chat.isEmpty && completion.isEmpty)
    settings.refuse(
      'chat_prompt_config',
      'or completion_prompt_config is required where prompt_type is advanced',
    )
  if (modelMode === 'chat') checkMessages(chat)
  else checkText(completion.map('prompt'))
}

function checkText(prompt: Settings): void {
  prompt.text('text', '')
  prompt.word('edition_type', EDITIONS, 'basic')
}

function checkMessages(chat: Settings): void {
  const messages = chat.maps('prompt')
  if (messages.length > MOST_MESSAGES)
    chat.refuse('prompt', `must have at most ${MOST_MESSAGES} messages`)
  for (const message of messages) {
    if (!message.has('text')) message.refuse('text', 'is required')
    message.text('text', '')
    if (!ROLES.includes(message.requiredText('role')))
      message.refuse('role', `must be one of ${ROLES.join(', ')}`)
    message.word('edition_type', EDITIONS, 'basic')
  }
}

function tellsHistoryAsText({ mode, modelMode }: SectionContext): boolean {
  return mode !== 'completion' && modelMode === 'completion'
}

function withPrefixes(completion: Settings): JsonObject {
  const prefixes = completion.map('conversation_histories_role')
  return {
    ...completion.content,
    conversation_histories_role: {
      ...prefixes.content,
      user_prefix: prefixes.text('user_prefix', '') || DEFAULT_PREFIXES.user,
      assistant_prefix: prefixes.text('assistant_prefix', '') || DEFAULT_PREFIXES.assistant,
    },
  }
}
