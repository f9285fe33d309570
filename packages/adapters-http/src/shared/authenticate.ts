import type { AppCaller, AuthenticateApiKey } from '@weft/application/app'
import { AuthenticationError } from '@weft/domain/kernel'
import type { ServiceContext } from './service-context.js'

/** The app the request's key opens. @throws AuthenticationError, and what the use case throws. */
export async function authenticate(
  c: ServiceContext,
  useCase: Pick<AuthenticateApiKey, 'execute'>,
): Promise<AppCaller> {
  const caller = await useCase.execute({
    key: bearerToken(c),
    requestId: c.get('requestId'),
    signal: c.get('abort').signal,
  })
  Object.assign(c.get('logFields'), { tenantId: caller.tenant.id, appId: caller.app.id })
  return caller
}

/** @throws AuthenticationError when the header is missing or not of the Bearer scheme. */
export function bearerToken(c: ServiceContext): string {
  const header = c.req.header('Authorization')
  const [, scheme, token] = /^(\S+)\s+(\S.*)$/.exec(header ?? '') ?? []
  if (scheme === undefined || token === undefined)
    throw new AuthenticationError("Authorization header must be provided and start with 'Bearer'")
  if (scheme.toLowerCase() !== 'bearer')
    throw new AuthenticationError("Authorization scheme must be 'Bearer'")
  return token.trim()
}
