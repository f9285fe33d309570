import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'

/** File values among the outputs: at the top level or one list deep. */
export function filesIn(outputs: JsonObject): readonly JsonObject[] {
  const files: JsonObject[] = []
  // Called for every node of every run: most outputs have no file, and are not copied to find that out.
  for (const name in outputs) collect(outputs[name], files)
  return files
}

function collect(value: JsonValue | undefined, files: JsonObject[]): void {
  if (typeof value !== 'object') return
  if (isFile(value)) files.push(value)
  else if (Array.isArray(value)) files.push(...value.filter(isFile))
}

function isFile(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && value['dify_model_identity'] === '__dify__file__'
}
