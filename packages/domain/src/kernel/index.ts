export { AggregateRoot } from './aggregate-root.js'
export { AppId } from './app-id.js'
export { assertNever } from './assert-never.js'
export type { Brand } from './brand.js'
export type { Clock, Pause } from './clock.js'
export type { DomainEvent } from './domain-event.js'
export { EgressFailed, EgressRefused } from './egress.js'
export type { EgressClient, EgressFailureKind, EgressRequest, EgressResponse } from './egress.js'
export { Entity } from './entity.js'
export type { IdGenerator } from './id-generator.js'
export { idType } from './id.js'
export type { IdType } from './id.js'
export { isJsonObject } from './json.js'
export type { JsonArray, JsonObject, JsonPrimitive, JsonValue } from './json.js'
export { silentLogger } from './logger.js'
export type { LogFields, Logger } from './logger.js'
export { Money, plainDecimal } from './money.js'
export { hasMore, PageRequest } from './page.js'
export type { Outbox } from './outbox.js'
export type { Page } from './page.js'
export type { RequestContext } from './request-context.js'
export { obfuscate, Secret } from './secret.js'
export { TenantId } from './tenant-id.js'
export { TokenUsage } from './token-usage.js'
export type { TokenUsageProperties } from './token-usage.js'
export { formatUuidV7, isUuid } from './uuid.js'
export {
  ApplicationError,
  AuthenticationError,
  AuthorizationError,
  Conflict,
  DatabaseError,
  DomainError,
  ExternalServiceError,
  InfrastructureError,
  NotFound,
  PermissionDenied,
  QuotaExceeded,
  RuleViolation,
  SecurityError,
  ValidationError,
  WeftError,
} from './weft-error.js'
export type { WeftErrorOptions } from './weft-error.js'
export { WorkflowId } from './workflow-id.js'
