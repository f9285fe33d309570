import { AppModeMismatch, type AppKind } from '@weft/domain/app'
import {
  AuthenticationError,
  AuthorizationError,
  Conflict,
  DomainError,
  NotFound,
  PermissionDenied,
  QuotaExceeded,
  WeftError,
} from '@weft/domain/kernel'
import { ModelCallFailed, ModelCallHeldBack } from '@weft/domain/model'
import { RequestRefused, type WireError } from './request-refused.js'

type StatusAndCode = Pick<WireError, 'status' | 'code'>

const NOT_INITIALISED: StatusAndCode = { status: 400, code: 'provider_not_initialize' }

/** Errors whose wire code is more exact than their branch of the tree says. */
const BY_CODE: ReadonlyMap<string, StatusAndCode> = new Map<string, StatusAndCode>([
  ['app.unavailable', { status: 400, code: 'app_unavailable' }],
  ['app.mode_not_available', { status: 501, code: 'not_implemented' }],
  ['app.too_many_active_generations', { status: 429, code: 'too_many_requests' }],
  ['conversation.completed', { status: 400, code: 'conversation_completed' }],
  ['conversation.suggested_questions_disabled', { status: 400, code: 'bad_request' }],
  ['workflow.invalid_id', { status: 400, code: 'bad_request' }],
  ['workflow.draft_not_runnable', { status: 400, code: 'bad_request' }],
  ['form.already_submitted', { status: 412, code: 'human_input_form_submitted' }],
  ['form.expired', { status: 412, code: 'human_input_form_expired' }],
  ['form.invalid_data', { status: 400, code: 'invalid_form_data' }],
  ['extension.failed', { status: 400, code: 'invalid_param' }],
  ['extension.not_found', { status: 400, code: 'invalid_param' }],
  ['model.not_configured', NOT_INITIALISED],
  ['model.quota_exceeded', { status: 400, code: 'provider_quota_exceeded' }],
  ['model.not_permitted', { status: 400, code: 'model_currently_not_support' }],
  ['model.call_failed', { status: 400, code: 'completion_request_error' }],
])

type ErrorClass = abstract new (...args: never[]) => WeftError

/** The branches of the error tree that callers may hear of, the most specific first. */
const BY_BRANCH: readonly (readonly [ErrorClass, StatusAndCode])[] = [
  [AuthenticationError, { status: 401, code: 'unauthorized' }],
  [AuthorizationError, { status: 403, code: 'forbidden' }],
  [PermissionDenied, { status: 403, code: 'forbidden' }],
  [NotFound, { status: 404, code: 'not_found' }],
  [Conflict, { status: 409, code: 'conflict' }],
  [QuotaExceeded, { status: 429, code: 'rate_limit_error' }],
  [DomainError, { status: 400, code: 'invalid_param' }],
]

const WRONG_MODE = {
  chat: 'not_chat_app',
  workflow: 'not_workflow_app',
  completion: 'app_unavailable',
} as const satisfies Record<AppKind, string>

/** The error as callers may see it; nothing for one that is none of their business. */
export function expectedErrorOf(error: unknown): WireError | undefined {
  if (error instanceof RequestRefused) return error.wire
  if (!(error instanceof WeftError)) return undefined
  const known = statusAndCodeOf(error)
  return known && { ...known, message: messageOf(error), ...headersOf(error) }
}

/** As `expectedErrorOf`, with the answer for errors nobody foresaw. Says nothing about what happened. */
export function wireErrorOf(error: unknown, unexpected: UnexpectedCode): WireError {
  return expectedErrorOf(error) ?? UNEXPECTED[unexpected]
}

/** The content of a stream's `error` event. */
export function streamErrorOf(error: unknown): WireError {
  return (
    expectedErrorOf(error) ?? {
      ...UNEXPECTED.internal_server_error,
      message: 'Internal Server Error, please contact support.',
    }
  )
}

/** Generation calls its surprises by another name than the rest of the API. */
export type UnexpectedCode = keyof typeof UNEXPECTED

const UNEXPECTED = {
  internal_server_error: {
    status: 500,
    code: 'internal_server_error',
    message:
      'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.',
  },
  unknown: { status: 500, code: 'unknown', message: 'Internal Server Error' },
} as const satisfies Record<string, WireError>

function statusAndCodeOf(error: WeftError): StatusAndCode | undefined {
  if (error instanceof AppModeMismatch) return { status: 400, code: WRONG_MODE[error.expected] }
  if (isWithoutCredentials(error)) return NOT_INITIALISED
  return BY_CODE.get(error.code) ?? BY_BRANCH.find(([branch]) => error instanceof branch)?.[1]
}

/** All credentials of the model rest, so that there is none to call it with. */
function isWithoutCredentials(error: WeftError): boolean {
  return error instanceof ModelCallHeldBack && error.reason === 'resting'
}

function messageOf(error: WeftError): string {
  const isBadCredential = error instanceof ModelCallFailed && error.kind === 'authorization'
  return isBadCredential ? 'Incorrect API key provided' : error.message
}

function headersOf(error: WeftError): Pick<WireError, 'headers'> {
  if (error instanceof AuthenticationError)
    return { headers: { 'WWW-Authenticate': 'Bearer realm="api"' } }
  if (error instanceof QuotaExceeded && error.retryAfterMs !== undefined)
    return { headers: { 'Retry-After': String(Math.ceil(error.retryAfterMs / 1000)) } }
  return {}
}
