import type { Logger } from '@weft/domain/kernel'
import { Hono } from 'hono'
import type { ServiceEnv } from './service-context.js'

/** Something the server cannot work without. Rejects while that is not to be had. */
export type ReadinessCheck = () => Promise<void>

const CHECK_TIMEOUT_MS = 2_000

/**
 * `/live`: the process answers. `/ready`: every check passes, each within two seconds; 503 otherwise, naming the
 * checks and not what is wrong with them, which is in the log.
 */
export function healthRoutes(
  checks: Readonly<Record<string, ReadinessCheck>>,
  logger: Logger,
): Hono<ServiceEnv> {
  const routes = new Hono<ServiceEnv>()
  routes.get('/live', (c) => c.json({ status: 'ok' }))
  routes.get('/ready', async (c) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        return [name, await passes(name, check, logger)] as const
      }),
    )
    const isReady = results.every(([, isPassed]) => isPassed)
    const named = results.map(([name, isPassed]) => [name, isPassed ? 'ok' : 'failed'] as const)
    return c.json(
      { status: isReady ? 'ok' : 'unavailable', checks: Object.fromEntries(named) },
      isReady ? 200 : 503,
    )
  })
  return routes
}

async function passes(name: string, check: ReadinessCheck, logger: Logger): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`No answer within ${CHECK_TIMEOUT_MS} ms`))
    }, CHECK_TIMEOUT_MS)
  })
  try {
    await Promise.race([check(), late])
    return true
  } catch (error) {
    logger.warn('readiness check failed', { check: name, error })
    return false
  } finally {
    clearTimeout(timer)
  }
}
