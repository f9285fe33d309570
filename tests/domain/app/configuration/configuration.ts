import {
  AppConfigurationInvalid,
  validateAppConfiguration,
  type ConfigurableMode,
  type ModelLookup,
} from '@weft/domain/app'
import type { JsonObject } from '@weft/domain/kernel'
import { expect } from 'vitest'

export const A_MODEL = { provider: 'openai', name: 'gpt-4o', completion_params: {} }

type Options = {
  readonly mode?: ConfigurableMode
  readonly model?: ModelLookup
}

/** The configuration of a chat app, unless it is said otherwise, with its defaults. */
export function validated(configuration: JsonObject, options: Options = {}): JsonObject {
  const { mode = 'chat', model = { type: 'found', mode: 'chat' } } = options
  return validateAppConfiguration(mode, { model: A_MODEL, ...configuration }, () => model)
}

/** Expects the configuration to be refused for this field. */
export function expectRefused(
  configuration: JsonObject,
  field: string,
  problem = '',
  options: Options = {},
): void {
  const refused = catchError(() => validated(configuration, options))
  expect(refused).toBeInstanceOf(AppConfigurationInvalid)
  expect(refused).toMatchObject({ field, details: { field }, code: 'app.configuration_invalid' })
  expect(String(refused)).toContain(problem)
}

function catchError(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}
