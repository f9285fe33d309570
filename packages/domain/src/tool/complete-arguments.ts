import type { JsonObject, JsonValue } from '../kernel/index.js'
import { castArgument } from './cast-argument.js'
import { ToolArgumentInvalid } from './tool-error.js'
import type { ToolParameter } from './tool-parameter.js'

/**
 * The values a tool is used with: those given, as their types want them, and defaults for what is missing. Names the tool
 * does not declare are left out.
 *
 * @throws ToolArgumentInvalid when a value cannot be used or a required one is missing.
 */
export function completeArguments(
  parameters: readonly ToolParameter[],
  given: JsonObject,
): JsonObject {
  const entries = parameters.flatMap((parameter) => {
    const value = argumentFor(parameter, Object.hasOwn(given, parameter.name), given)
    return value === undefined ? [] : [[parameter.name, value] as const]
  })
  return Object.fromEntries(entries)
}

function argumentFor(
  parameter: ToolParameter,
  isGiven: boolean,
  given: JsonObject,
): JsonValue | undefined {
  const value = isGiven ? (given[parameter.name] ?? undefined) : undefined
  const chosen = parameter.form === 'llm' ? value : filled(value)
  if (chosen === undefined) return defaultFor(parameter)
  const cast = castArgument(parameter, chosen)
  checkOption(parameter, cast)
  return cast
}

/** What is left empty in a form means the default; nought and no are values. */
function filled(value: JsonValue | undefined): JsonValue | undefined {
  return value === '' ? undefined : value
}

function defaultFor(parameter: ToolParameter): JsonValue | undefined {
  const { name, defaultValue, isRequired } = parameter
  if (defaultValue !== undefined && defaultValue !== null)
    return castArgument(parameter, defaultValue)
  if (isRequired) throw new ToolArgumentInvalid(`tool parameter ${name} not found in tool config`)
  return undefined
}

function checkOption({ name, type, options, isMultiple }: ToolParameter, value: JsonValue): void {
  if (type !== 'select' || !options) return
  const chosen = Array.isArray(value) && isMultiple ? (value as readonly JsonValue[]) : [value]
  const foreign = chosen.find((item) => typeof item !== 'string' || !options.includes(item))
  if (foreign !== undefined)
    throw new ToolArgumentInvalid(
      `tool parameter ${name} value ${JSON.stringify(foreign)} not in options ${JSON.stringify(options)}`,
    )
}
