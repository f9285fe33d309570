import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { LOCAL_TENANT, parseMocks, type NodeMocks } from '@weft/application/workflow'
import { toFileValue, type FileStore } from '@weft/domain/file'
import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from '@weft/domain/kernel'
import type { FileValue } from '@weft/domain/workflow'
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

/**
 * What the user attaches: addresses as callers of the API name them, and files of this machine, which are put into the
 * store of this run.
 *
 * @throws UsageError when a file cannot be read.
 */
export async function readFileArguments(
  files: readonly string[],
  store: FileStore,
  workingDir: string,
): Promise<JsonArray> {
  return Promise.all(
    files.map(async (file) =>
      /^https?:\/\//.test(file)
        ? { transfer_method: 'remote_url', url: file }
        : storeLocalFile(file, store, workingDir),
    ),
  )
}

async function storeLocalFile(
  file: string,
  store: FileStore,
  workingDir: string,
): Promise<FileValue> {
  const bytes = await readBytes(file, workingDir)
  const stored = await store.save(LOCAL_TENANT, {
    filename: basename(file),
    mimeType: 'application/octet-stream',
    bytes,
  })
  return toFileValue(stored, 'local_file')
}

async function readBytes(file: string, workingDir: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(workingDir, file))
  } catch (error) {
    throw new UsageError(`--files: ${file} cannot be read.`, { cause: error })
  }
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
