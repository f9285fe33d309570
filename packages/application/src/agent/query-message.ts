import type { PromptMessage } from '@weft/domain/model'
import type { AgentTask } from './agent-task.js'

/** What the user says, with what came along. */
export function queryMessage({ query, media }: AgentTask): PromptMessage {
  if (media.length === 0) return { role: 'user', content: query }
  return { role: 'user', content: [{ type: 'text', text: query }, ...media] }
}
