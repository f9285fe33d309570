import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ValidationError } from '@weft/domain/kernel'
import { parse } from 'yaml'
import { z } from 'zod'
import { configSchema, type Config } from './config.js'
import { configFromEnvironment, type Environment } from './environment.js'

/** Looked for in the working folder when no file is named. */
const DEFAULT_FILES = ['weft.yaml', 'weft.yml', 'weft.json']

/** A setting is missing, unknown or out of range. Names the key. */
export class ConfigInvalid extends ValidationError {
  override readonly code = 'config.invalid'
}

export type ConfigSources = {
  readonly workingDir: string
  readonly environment: Environment
  /** Configuration file named on the command line; absent to look for one. */
  readonly file?: string | undefined
  /** Settings given on the command line; undefined ones say nothing. */
  readonly overrides?: { readonly [key: string]: unknown }
}

/**
 * The effective configuration: defaults, then the file, then the environment, then the command line.
 * Providers of the file and the environment add up; the environment's wins where both name the same.
 *
 * @throws ConfigInvalid naming every wrong key.
 */
export function loadConfig(sources: ConfigSources): Config {
  const layers = [
    readConfigFile(sources),
    configFromEnvironment(sources.environment),
    withoutUndefined(sources.overrides ?? {}),
  ]
  const merged = layers.reduce<Record<string, unknown>>(mergeLayers, {})
  const result = configSchema.safeParse(merged)
  if (!result.success)
    throw new ConfigInvalid(`The configuration is wrong:\n${z.prettifyError(result.error)}`)
  return { ...result.data, dataDir: resolve(sources.workingDir, result.data.dataDir) }
}

function readConfigFile({ workingDir, file }: ConfigSources): Record<string, unknown> {
  const names = file === undefined ? DEFAULT_FILES : [file]
  const path = names.map((name) => resolve(workingDir, name)).find((name) => existsSync(name))
  if (path === undefined) {
    if (file === undefined) return {}
    throw new ConfigInvalid(`The configuration file ${file} does not exist.`)
  }
  const content = parseFile(path)
  if (content === null || content === undefined) return {}
  if (!isRecord(content)) throw new ConfigInvalid(`${path} must hold a map of settings.`)
  return content
}

function parseFile(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8')) as unknown
  } catch (error) {
    throw new ConfigInvalid(`${path} cannot be read: ${String(error)}`, { cause: error })
  }
}

function mergeLayers(
  lower: Record<string, unknown>,
  upper: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...lower }
  for (const [key, value] of Object.entries(upper)) merged[key] = mergeValue(key, lower[key], value)
  return merged
}

function mergeValue(key: string, lower: unknown, upper: unknown): unknown {
  if (key === 'providers' && isList(lower) && isList(upper))
    return [...upper, ...lower.filter((one) => !upper.some((other) => sameId(one, other)))]
  return isRecord(lower) && isRecord(upper) ? mergeLayers(lower, upper) : upper
}

function sameId(a: unknown, b: unknown): boolean {
  return isRecord(a) && isRecord(b) && a['id'] === b['id']
}

function withoutUndefined(layer: { readonly [key: string]: unknown }): Record<string, unknown> {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}
