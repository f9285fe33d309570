import type { JsonObject } from './json.js'

export type WeftErrorOptions = {
  /** Facts for programs: safe to show to the caller. */
  readonly details?: JsonObject
  readonly cause?: unknown
}

/**
 * Root of every error Weft raises on purpose. `code` is stable and is all that programs may depend on;
 * the message is one full sentence for people. A programmer's mistake is a `TypeError` instead.
 */
export abstract class WeftError extends Error {
  abstract readonly code: string
  readonly details: JsonObject | undefined

  constructor(message: string, options: WeftErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.details = options.details
  }
}

/** A rule of the domain said no. */
export abstract class DomainError extends WeftError {}

/** A value does not have the shape or range it must have. */
export class ValidationError extends DomainError {
  readonly code: string = 'validation_failed'
}

/** The values are fine, the state they meet is not. */
export class RuleViolation extends DomainError {
  readonly code: string = 'rule_violated'
}

/** A quota or limit is used up. `retryAfterMs` says when trying again makes sense, where that is known. */
export class QuotaExceeded extends DomainError {
  readonly code: string = 'quota_exceeded'
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    options: WeftErrorOptions = {},
  ) {
    super(message, options)
  }
}

/** The request cannot be carried out as things stand. */
export abstract class ApplicationError extends WeftError {}

export class NotFound extends ApplicationError {
  readonly code: string = 'not_found'
}

export class PermissionDenied extends ApplicationError {
  readonly code: string = 'permission_denied'
}

/** Somebody else changed the same thing first, or the name is taken. */
export class Conflict extends ApplicationError {
  readonly code: string = 'conflict'
}

/** Something outside the program failed. Carries its `cause`. */
export abstract class InfrastructureError extends WeftError {
  /** True when the same call may succeed later without any change. */
  readonly retryable: boolean = false
}

export class DatabaseError extends InfrastructureError {
  readonly code: string = 'database_failed'
}

export class ExternalServiceError extends InfrastructureError {
  readonly code: string = 'external_service_failed'
}

export abstract class SecurityError extends WeftError {}

/** Who is calling could not be established. */
export class AuthenticationError extends SecurityError {
  readonly code: string = 'authentication_failed'
}

/** The caller is known and may not do this. */
export class AuthorizationError extends SecurityError {
  readonly code: string = 'authorization_failed'
}
