import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'

/** Stands for a secret's value where people edit a workflow. */
export const HIDDEN_SECRET = '[__HIDDEN__]'

/**
 * The `workflow` section as it may leave the workspace: secret values are emptied, credentials of tools removed, and
 * what ties triggers and file defaults to this installation taken out.
 */
export function withoutSecrets(workflow: JsonObject): JsonObject {
  const { graph } = workflow
  return {
    ...workflow,
    ...replaceList(workflow, 'environment_variables', emptySecret),
    ...(isJsonObject(graph) && { graph: { ...graph, ...replaceList(graph, 'nodes', exportNode) } }),
  }
}

/** The `model_config` section as it may leave the workspace: without the credentials of its tools. */
export function withoutCredentials(modelConfig: JsonObject): JsonObject {
  const agentMode = modelConfig['agent_mode']
  if (!isJsonObject(agentMode)) return modelConfig
  return {
    ...modelConfig,
    agent_mode: { ...agentMode, ...replaceList(agentMode, 'tools', withoutCredential) },
  }
}

/** An edited `workflow` section in which every hidden secret has its stored value again, found by its name. */
export function restoreSecrets(edited: JsonObject, stored: JsonObject): JsonObject {
  const values = new Map(
    listAt(stored, 'environment_variables')
      .filter(isJsonObject)
      .map((variable) => [variable['name'], variable['value']]),
  )
  return {
    ...edited,
    ...replaceList(edited, 'environment_variables', (variable) => {
      const value = variable['value'] === HIDDEN_SECRET ? values.get(variable['name']) : undefined
      return value === undefined ? variable : { ...variable, value }
    }),
  }
}

function emptySecret(variable: JsonObject): JsonObject {
  return variable['value_type'] === 'secret' ? { ...variable, value: '' } : variable
}

function exportNode(node: JsonObject): JsonObject {
  const { data } = node
  if (!isJsonObject(data) || typeof data['type'] !== 'string') return node
  const change = NODE_EXPORTS.get(data['type'])
  return change ? { ...node, data: change(data) } : node
}

const NODE_EXPORTS: ReadonlyMap<string, (data: JsonObject) => JsonObject> = new Map([
  ['tool', withoutCredential],
  ['agent', exportAgent],
  ['start', exportStart],
  ['trigger-webhook', (data: JsonObject) => ({ ...data, webhook_url: '', webhook_debug_url: '' })],
  ['trigger-plugin', (data: JsonObject) => ({ ...data, subscription_id: '' })],
])

function withoutCredential(map: JsonObject): JsonObject {
  const { credential_id: _credentialId, ...rest } = map
  return rest
}

function exportAgent(data: JsonObject): JsonObject {
  const parameters = data['agent_parameters']
  const tools = isJsonObject(parameters) ? parameters['tools'] : undefined
  if (!isJsonObject(parameters) || !isJsonObject(tools)) return data
  return {
    ...data,
    agent_parameters: {
      ...parameters,
      tools: { ...tools, ...replaceList(tools, 'value', withoutCredential) },
    },
  }
}

/** Default files that were uploaded exist here only. */
function exportStart(data: JsonObject): JsonObject {
  return {
    ...data,
    ...replaceList(data, 'variables', (variable) => {
      const files = variable['default']
      const isFile = variable['type'] === 'file' || variable['type'] === 'file-list'
      if (!isFile || files === undefined || files === null) return variable
      if (Array.isArray(files))
        return { ...variable, default: (files as readonly JsonValue[]).filter(isNotUploaded) }
      if (isNotUploaded(files)) return variable
      const { default: _default, ...rest } = variable
      return rest
    }),
  }
}

function isNotUploaded(file: JsonValue): boolean {
  if (!isJsonObject(file)) return true
  return file['transfer_method'] !== 'local_file' && !file['upload_file_id']
}

/** The changed list under its key, or nothing when there is no list. */
function replaceList(
  map: JsonObject,
  key: string,
  change: (item: JsonObject) => JsonObject,
): JsonObject {
  if (!Array.isArray(map[key])) return {}
  return { [key]: listAt(map, key).map((item) => (isJsonObject(item) ? change(item) : item)) }
}

function listAt(map: JsonObject, key: string): readonly JsonValue[] {
  const value = map[key]
  return Array.isArray(value) ? (value as readonly JsonValue[]) : []
}
