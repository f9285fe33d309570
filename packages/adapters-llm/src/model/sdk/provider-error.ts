import {
  APICallError,
  InvalidArgumentError,
  InvalidPromptError,
  InvalidResponseDataError,
  JSONParseError,
  TypeValidationError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider'
import { InfrastructureError, isJsonObject, WeftError, type Clock } from '@weft/domain/kernel'
import { ModelCallFailed, type ModelFailureKind, type ModelRef } from '@weft/domain/model'
import { knownProvider } from '../catalogue/known-provider.js'
import { StreamBrokeOff, StreamFailed } from './completion-stream.js'
import { NotAnEventStream } from './event-stream-fetch.js'
import { InvalidParameter } from './invalid-parameter.js'
import { UnreadableAnswer } from './provider-endpoint.js'
import { providerMessage } from './provider-message.js'
import { ReadTimedOut } from './read-watch.js'
import type { Redact } from './redactor.js'
import { parseRetryAfter } from './retry-after.js'
import { RequestFailed } from './watched-fetch.js'

export type ErrorContext = {
  readonly model: ModelRef
  readonly redact: Redact
  readonly clock: Clock
}

/** Providers may answer with a whole page. */
const MAX_LENGTH = 1_000
/** Google answers 400 to a wrong key. */
const REFUSED_KEY = 'API_KEY_INVALID'

type Failure = {
  readonly kind: ModelFailureKind
  readonly message: string
  readonly retryAfterMs?: number | undefined
}

/**
 * Whatever went wrong between here and a provider, as the port promises it. The library's own errors carry the
 * request with its headers, so none of them is handed on: the cause is a fresh error that says what they said.
 */
export function toModelCallFailed(error: unknown, context: ErrorContext): ModelCallFailed {
  if (error instanceof ModelCallFailed) return error
  const { kind, message, retryAfterMs } = explain(error, context)
  // Providers quote the key they refuse.
  const isHidden = kind === 'authorization'
  // Blanked out before it is cut: half a key is still half a key.
  const safe = (text: string): string => context.redact(text).slice(0, MAX_LENGTH)
  return new ModelCallFailed(context.model, kind, safe(message), {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(isHidden ? {} : { cause: new Error(safe(describeChain(error))) }),
  })
}

function explain(error: unknown, context: ErrorContext): Failure {
  const provider = labelOf(context.model)
  const timedOut = findInChain(error, (link) => link instanceof ReadTimedOut)
  if (timedOut) return { kind: 'connection', message: `[${provider}] ${timedOut.message}` }
  const refusal = findInChain(error, (link) => link instanceof WeftError)
  if (refusal) return explainRefusal(refusal, provider)
  if (error instanceof StreamBrokeOff) return brokeOff(provider)
  if (error instanceof StreamFailed) return explainFailedStream(error.failure, context)
  if (error instanceof NotAnEventStream) return explainWrongType(error, provider)
  if (isBadRequest(error)) return { kind: 'bad-request', message: `[${provider}] ${error.message}` }
  if (isUnreadable(error)) return unreadable(provider)
  if (APICallError.isInstance(error)) return explainCall(error, context)
  return isOfTheNetwork(error) ? unreachable(provider) : unforeseen(error, provider)
}

function explainCall(error: APICallError, context: ErrorContext): Failure {
  const provider = labelOf(context.model)
  const status = error.statusCode
  if (status === undefined) return unreachable(provider)
  if (status >= 300 && status < 400) return redirected(provider)
  if (status < 300) return isUnreadable(error.cause) ? unreadable(provider) : brokeOff(provider)
  const kind = kindOfStatus(status)
  const isKeyRefused = error.responseBody?.includes(REFUSED_KEY) ?? false
  if (kind === 'authorization' || isKeyRefused) return refused(provider)
  return {
    kind,
    message: `[${provider}] ${providerMessage(error.responseBody) ?? `The provider answered with status ${status}.`}`,
    retryAfterMs: parseRetryAfter(error.responseHeaders, context.clock.now()),
  }
}

function explainFailedStream(failure: unknown, context: ErrorContext): Failure {
  const provider = labelOf(context.model)
  if (failure instanceof Error && APICallError.isInstance(failure)) return explain(failure, context)
  if (failure instanceof Error) return unreadable(provider)
  const kind = kindOfReport(failure)
  if (kind === 'authorization') return refused(provider)
  const message = isJsonObject(failure) ? failure['message'] : failure
  const said = typeof message === 'string' && message !== '' ? message : 'The provider failed.'
  return { kind, message: `[${provider}] ${said}` }
}

function explainWrongType({ contentType, body }: NotAnEventStream, provider: string): Failure {
  const said =
    providerMessage(body) ?? `The provider answered with ${contentType} instead of a stream.`
  return { kind: 'server-unavailable', message: `[${provider}] ${said}` }
}

/** What people call the provider; the name it was given where that is not known. */
function labelOf({ provider }: ModelRef): string {
  return knownProvider(provider)?.label ?? provider
}

function kindOfStatus(status: number): ModelFailureKind {
  if (status === 401 || status === 403) return 'authorization'
  if (status === 429) return 'rate-limit'
  if (status === 408) return 'connection'
  return status >= 500 ? 'server-unavailable' : 'bad-request'
}

/** An error inside a stream names itself by `code`, which may be a status, or by `type`. */
function kindOfReport(failure: unknown): ModelFailureKind {
  if (!isJsonObject(failure)) return 'server-unavailable'
  const status = Number(failure['code'])
  if (status >= 400 && status < 600) return kindOfStatus(status)
  const name = JSON.stringify([failure['code'], failure['type'], failure['status']])
  if (/rate_?limit|quota|too_?many|throttl|resource_exhausted/i.test(name)) return 'rate-limit'
  if (/auth|api_key|permission|accessdenied/i.test(name)) return 'authorization'
  return /invalid|validation|context_length|content_policy|not_found/i.test(name)
    ? 'bad-request'
    : 'server-unavailable'
}

/** The egress client said no, or failed in a way of its own. Its words name addresses, which are not for the caller. */
function explainRefusal(refusal: WeftError, provider: string): Failure {
  if (refusal instanceof InfrastructureError) return unreachable(provider)
  return {
    kind: 'bad-request',
    message: `[${provider}] The provider's address may not be reached.`,
  }
}

function isBadRequest(error: unknown): error is Error {
  return (
    error instanceof InvalidParameter ||
    UnsupportedFunctionalityError.isInstance(error) ||
    InvalidArgumentError.isInstance(error) ||
    InvalidPromptError.isInstance(error)
  )
}

function isUnreadable(error: unknown): boolean {
  return (
    error instanceof UnreadableAnswer ||
    JSONParseError.isInstance(error) ||
    TypeValidationError.isInstance(error) ||
    InvalidResponseDataError.isInstance(error)
  )
}

const refused = (provider: string): Failure => ({
  kind: 'authorization',
  message: `[${provider}] The provider refused the credentials. Check its API key.`,
})

const redirected = (provider: string): Failure => ({
  kind: 'bad-request',
  message: `[${provider}] The provider's address leads somewhere else. Check its base address.`,
})

const unreachable = (provider: string): Failure => ({
  kind: 'connection',
  message: `[${provider}] The provider could not be reached.`,
})

const brokeOff = (provider: string): Failure => ({
  kind: 'connection',
  message: `[${provider}] The connection broke off before the answer was complete.`,
})

const unreadable = (provider: string): Failure => ({
  kind: 'server-unavailable',
  message: `[${provider}] The provider sent an answer that could not be read.`,
})

/** Errors of connections carry a code of the system's or the client's; a body that ends early is `terminated`. */
function isOfTheNetwork(error: unknown): boolean {
  return causeChain(error).some(
    (link) =>
      link instanceof RequestFailed ||
      ('code' in link && typeof link.code === 'string') ||
      link.name === 'TimeoutError' ||
      link.message === 'terminated',
  )
}

function unforeseen(error: unknown, provider: string): Failure {
  const said = error instanceof Error ? error.message : String(error)
  return { kind: 'other', message: `[${provider}] Error: ${said}` }
}

function findInChain<E extends Error>(
  error: unknown,
  isWanted: (link: Error) => link is E,
): E | undefined {
  return causeChain(error).find(isWanted)
}

function describeChain(error: unknown): string {
  return causeChain(error)
    .map(({ name, message }) => `${name}: ${message}`)
    .join(' < ')
}

/** An error and its causes, from the outside in. Bounded, since a chain may be circular. */
function causeChain(error: unknown): readonly Error[] {
  const chain: Error[] = []
  let link = error
  while (link instanceof Error && chain.length < 10) {
    chain.push(link)
    link = link instanceof StreamFailed ? link.failure : link.cause
  }
  return chain
}
