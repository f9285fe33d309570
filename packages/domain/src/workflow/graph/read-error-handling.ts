import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/index.js'
import { readDefaultValues } from '../value/default-value.js'
import type { ErrorStrategy, RetryPolicy } from './compiled-graph.js'

const NO_RETRY: RetryPolicy = { maxRetries: 0, intervalMs: 0 }

/** Reads `retry_config`. What is missing or no number counts as 0. */
export function readRetryPolicy(data: JsonObject): RetryPolicy {
  const config = data['retry_config']
  if (!isJsonObject(config) || config['retry_enabled'] !== true) return NO_RETRY
  return {
    maxRetries: readCount(config['max_retries']),
    intervalMs: readCount(config['retry_interval']),
  }
}

/** Reads `error_strategy` and, where it applies, `default_value`. @throws DefaultValueTypeError */
export function readErrorStrategy(data: JsonObject): ErrorStrategy {
  switch (data['error_strategy']) {
    case 'fail-branch':
      return { type: 'fail-branch' }
    case 'default-value':
      return { type: 'default-value', ...readDefaultValues(data['default_value']) }
    default:
      return { type: 'none' }
  }
}

function readCount(value: JsonValue | undefined): number {
  const count = Number(value ?? 0)
  return Number.isFinite(count) ? Math.max(0, Math.floor(count)) : 0
}
