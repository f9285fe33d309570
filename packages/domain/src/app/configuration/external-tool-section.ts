import type { JsonObject } from '../../kernel/index.js'
import type { Section } from './section.js'
import type { Settings } from './settings.js'

/** Tools that fill in variables before the model is asked. */
export const externalToolSection: Section = (settings) => ({
  external_data_tools: settings.maps('external_data_tools').map(checkTool),
})

function checkTool(tool: Settings): JsonObject {
  const enabled = tool.flag('enabled')
  if (!enabled) return { ...tool.content, enabled }
  const type = tool.requiredText('type')
  const config = tool.map('config')
  if (type === 'api') config.requiredText('api_based_extension_id')
  return { ...tool.content, enabled, config: config.content }
}
