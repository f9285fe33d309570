import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseMocks, type NodeMocks } from '@weft/application/workflow'
import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import { UsageError } from './usage-error.js'

/**
 * A JSON map given as text, or as `@file`.
 *
 * @throws UsageError naming the option when it is neither.
 */
export async function readJsonMap(
  option: string,
  text: string | undefined,
  workingDir: string,
): Promise<JsonObject> {
  if (text === undefined) return {}
  const json = text.startsWith('@') ? await readText(option, text.slice(1), workingDir) : text
  const value = parseJson(option, json)
  if (!isJsonObject(value)) throw new UsageError(`${option} must be a JSON object.`)
  return value
}

/** @throws UsageError when the file cannot be read as mocks. */
export async function readMocks(file: string, workingDir: string): Promise<NodeMocks> {
  return parseMocks(parseJson('--mocks', await readText('--mocks', file, workingDir)))
}

/** Addresses of files as callers of the API name them. @throws UsageError for anything but http(s). */
export function readFileArguments(files: readonly string[]): JsonArray {
  return files.map((file) => {
    if (!/^https?:\/\//.test(file))
      throw new UsageError(`--files takes http(s) addresses; ${file} is none.`)
    return { transfer_method: 'remote_url', url: file }
  })
}

async function readText(option: string, file: string, workingDir: string): Promise<string> {
  try {
    return await readFile(resolve(workingDir, file), 'utf8')
  } catch (error) {
    throw new UsageError(`${option}: ${file} cannot be read.`, { cause: error })
  }
}

function parseJson(option: string, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    throw new UsageError(`${option} is not JSON: ${String(error)}`, { cause: error })
  }
}
