import { isUuid, type JsonObject } from '../../kernel/index.js'
import type { Section } from './section.js'
import type { Settings } from './settings.js'

const STRATEGIES = ['router', 'react_router', 'react', 'cot', 'function_call'] as const
/** Tools that used to be named by the one key of their entry. */
const OLD_TOOLS = ['dataset', 'google_search', 'web_reader', 'wikipedia', 'current_datetime']

/** How an agent works and with which tools. Entries without anything in them are left out. */
export const agentSection: Section = (settings) => {
  const agent = settings.map('agent_mode')
  return {
    agent_mode: {
      ...agent.content,
      enabled: agent.flag('enabled'),
      strategy: agent.word('strategy', STRATEGIES, 'router'),
      tools: agent
        .maps('tools')
        .filter((tool) => !tool.isEmpty)
        .map(checkTool),
    },
  }
}

function checkTool(tool: Settings): JsonObject {
  const [first = ''] = Object.keys(tool.content)
  if (OLD_TOOLS.includes(first)) return { ...tool.content, [first]: checkOldTool(first, tool) }
  const enabled = tool.flag('enabled')
  for (const key of ['provider_type', 'provider_id', 'tool_name']) tool.requiredText(key)
  tool.requiredMap('tool_parameters')
  return { ...tool.content, enabled }
}

function checkOldTool(name: string, tool: Settings): JsonObject {
  const settings = tool.map(name)
  if (name === 'dataset' && !isUuid(settings.requiredText('id')))
    settings.refuse('id', 'must be a UUID')
  return { ...settings.content, enabled: settings.flag('enabled') }
}
