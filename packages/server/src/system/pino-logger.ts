import type { LogFields, Logger } from '@weft/domain/kernel'
import { destination, pino, stdSerializers } from 'pino'

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'

/** Names under which a secret may turn up in a log line. */
const REDACTED = ['apiKey', 'api_key', 'authorization', 'password', 'secret', 'token']

/** Structured logs: one JSON object a line, on standard error, so that standard output stays the program's own. */
export function createLogger(level: LogLevel): Logger {
  const logger = pino(
    {
      level,
      base: null,
      serializers: { error: stdSerializers.err },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: REDACTED.flatMap((name) => [name, `*.${name}`]),
        censor: '[secret]',
      },
    },
    destination({ dest: 2, sync: true }),
  )
  const write =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: LogFields = {}): void => {
      logger[method](fields, message)
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}
