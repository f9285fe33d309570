import { isJsonObject, type JsonObject, type JsonValue } from '@weft/domain/kernel'

/** File values among the outputs: at the top level or one list deep. */
export function filesIn(outputs: JsonObject): readonly JsonObject[] {
  return Object.values(outputs).flatMap((value: JsonValue) =>
    (Array.isArray(value) ? value : [value]).filter(isFile),
  )
}

function isFile(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && value['dify_model_identity'] === '__dify__file__'
}
