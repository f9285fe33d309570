import { isJsonObject, type JsonObject } from '../../kernel/index.js'
import type { ModelAppConfiguration } from '../../workflow/index.js'

/** A variable of an app that comes from elsewhere. */
export type ExternalVariable = {
  readonly variable: string
  readonly type: string
  readonly config: JsonObject
}

/**
 * The external variables that are switched on: those listed on their own, then those of the input form, each name once.
 * Entries without a variable, and entries of the form without a configuration, are skipped.
 */
export function readExternalVariables({
  externalDataTools,
  inputForm,
}: Pick<ModelAppConfiguration, 'externalDataTools' | 'inputForm'>): readonly ExternalVariable[] {
  const listed = externalDataTools.filter(({ enabled }) => enabled === true)
  const inForm = inputForm.fields
    .filter(({ type, raw }) => type === 'external_data_tool' && isJsonObject(raw['config']))
    .map(({ raw }) => raw)
  const byVariable = new Map<string, ExternalVariable>()
  for (const entry of [...listed, ...inForm].flatMap(toVariable))
    if (!byVariable.has(entry.variable)) byVariable.set(entry.variable, entry)
  return [...byVariable.values()]
}

function toVariable({ variable, type, config }: JsonObject): readonly ExternalVariable[] {
  if (typeof variable !== 'string' || variable === '') return []
  return [
    {
      variable,
      type: typeof type === 'string' ? type : '',
      config: isJsonObject(config) ? config : {},
    },
  ]
}
