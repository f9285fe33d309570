import type { WeftError } from '@weft/domain/kernel'
import {
  ModelCallFailed,
  ModelNotConfigured,
  ModelNotPermitted,
  ProviderQuotaExceeded,
  type ModelFailureKind,
} from '@weft/domain/model'

const ERROR_TYPES: Readonly<Record<ModelFailureKind, string>> = {
  connection: 'InvokeConnectionError',
  'server-unavailable': 'InvokeServerUnavailableError',
  'rate-limit': 'InvokeRateLimitError',
  authorization: 'InvokeAuthorizationError',
  'bad-request': 'InvokeBadRequestError',
  other: 'InvokeError',
}

/** The `error_type` under which documents know what went wrong with a model. */
export function modelErrorType(error: WeftError): string {
  if (error instanceof ModelCallFailed) return ERROR_TYPES[error.kind]
  if (error instanceof ProviderQuotaExceeded) return 'QuotaExceededError'
  if (error instanceof ModelNotPermitted) return 'ModelCurrentlyNotSupportError'
  return error instanceof ModelNotConfigured ? 'ModelNotExistError' : error.name
}
