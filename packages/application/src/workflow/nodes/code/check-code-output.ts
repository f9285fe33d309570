import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { CodeLimits } from './code-limits.js'
import { CodeOutputError } from './code-output-error.js'
import type { CodeOutput, CodeOutputs } from './code-output.js'
import { checkNumber, checkText, pythonClass, refuse } from './check-scalar.js'
import { checkUntyped } from './check-untyped.js'

type Place = { readonly path: string; readonly depth: number }

/**
 * The result of a code node as its outputs declare it: booleans declared as numbers become 0 or 1, texts lose NUL
 * characters. Null is allowed for every declared type.
 *
 * @throws CodeOutputError when something is missing, undeclared, of another type or too large.
 */
export function checkCodeOutput(
  result: JsonObject,
  outputs: CodeOutputs,
  limits: CodeLimits,
): JsonObject {
  return new OutputCheck(limits).map(result, outputs, { path: '', depth: 1 })
}

class OutputCheck {
  constructor(private readonly limits: CodeLimits) {}

  map(result: JsonObject, outputs: CodeOutputs | undefined, place: Place): JsonObject {
    if (!outputs) return checkUntyped(result, place.path, place.depth, this.limits)
    if (place.depth > this.limits.maxDepth) throw tooDeep(this.limits)
    const entries = [...outputs].map(([name, output]) => {
      const path = place.path === '' ? name : `${place.path}.${name}`
      if (!Object.hasOwn(result, name)) return refuse(`Output ${path} is missing.`)
      return [name, this.value(result[name] ?? null, output, { ...place, path })] as const
    })
    if (entries.length !== Object.keys(result).length)
      throw new CodeOutputError('CodeNodeError', 'Not all output parameters are validated.')
    return Object.fromEntries(entries)
  }

  private value(value: JsonValue, { type, children }: CodeOutput, place: Place): JsonValue {
    const { path } = place
    if (value === null) return null
    switch (type) {
      case 'string':
        return checkText(value, path, this.limits)
      case 'number':
        return checkNumber(value, path, this.limits)
      case 'boolean':
        return value
      case 'object':
        return this.object(value, children, place)
      case 'array[string]':
        return this.list(value, path, this.limits.maxTexts, (item, itemPath) =>
          item === null ? null : checkText(item, itemPath, this.limits),
        )
      case 'array[number]':
        return this.list(value, path, this.limits.maxNumbers, (item, itemPath, index) =>
          this.numberAt(item, itemPath, path, index),
        )
      case 'array[boolean]':
        return this.list(value, path, Infinity, checkFlag)
      case 'array[object]':
        return this.list(value, path, this.limits.maxObjects, (item, itemPath, index) =>
          this.objectAt(item, children, { ...place, path: itemPath }, index),
        )
    }
  }

  private object(value: JsonValue, children: CodeOutputs | undefined, place: Place): JsonValue {
    if (!isJsonObject(value))
      return refuse(`Output ${place.path} is not an object, got ${pythonClass(value)} instead.`)
    return this.map(value, children, { ...place, depth: place.depth + 1 })
  }

  private objectAt(
    item: JsonValue,
    children: CodeOutputs | undefined,
    place: Place,
    index: number,
  ): JsonValue {
    if (item === null) return null
    if (!isJsonObject(item))
      return refuse(
        `Output ${place.path} is not an object, got ${pythonClass(item)} instead at index ${index}.`,
      )
    return this.map(item, children, { ...place, depth: place.depth + 1 })
  }

  private numberAt(item: JsonValue, itemPath: string, path: string, index: number): JsonValue {
    if (typeof item !== 'number' && typeof item !== 'boolean')
      return refuse(
        `The element at index ${index} of output variable \`${path}\` must be a number.`,
      )
    return checkNumber(item, itemPath, this.limits)
  }

  private list(
    value: JsonValue,
    path: string,
    maxLength: number,
    check: (item: JsonValue, itemPath: string, index: number) => JsonValue,
  ): JsonArray {
    if (!Array.isArray(value))
      return refuse(`Output ${path} is not an array, got ${pythonClass(value)} instead.`)
    if (value.length > maxLength)
      return refuse(
        `The length of output variable \`${path}\` must be less than ${maxLength} elements.`,
      )
    return (value as JsonArray).map((item, index) => check(item, `${path}[${index}]`, index))
  }
}

function checkFlag(item: JsonValue, path: string): JsonValue {
  return item === null || typeof item === 'boolean'
    ? item
    : refuse(`Output ${path} is not a boolean, got ${pythonClass(item)} instead.`)
}

function tooDeep(limits: CodeLimits): CodeOutputError {
  return new CodeOutputError(
    'DepthLimitError',
    `Depth limit ${limits.maxDepth} reached, object too deep.`,
  )
}
