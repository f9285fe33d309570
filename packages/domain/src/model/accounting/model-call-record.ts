import {
  idType,
  type AppId,
  type Brand,
  type TenantId,
  type TokenUsage,
} from '../../kernel/index.js'
import type { ModelCredentialId } from '../credential/model-credential.js'
import type { ModelFailureKind } from '../model-error.js'
import type { ModelKey } from '../routing/model-setting.js'

export type ModelCallId = Brand<string, 'ModelCallId'>
export const ModelCallId = idType<ModelCallId>('ModelCallId')

/** How a call ended. `broken-off` means that nobody waited for the rest of the answer. */
export type ModelCallOutcome =
  | { readonly type: 'succeeded' }
  | { readonly type: 'broken-off' }
  | { readonly type: 'failed'; readonly kind: ModelFailureKind }

/** One call to a model, as it is accounted for. Holds nothing of what was said. */
export type ModelCallRecord = {
  readonly id: ModelCallId
  readonly tenantId: TenantId
  readonly at: Date
  /** The model that was called in the end. */
  readonly model: ModelKey
  /** Absent when the operator's credential was used. */
  readonly credentialId: ModelCredentialId | undefined
  /** Absent when unknown. */
  readonly appId: AppId | undefined
  /** The caller's name for the end user; absent when there is none. */
  readonly user: string | undefined
  /** Absent outside a workflow. */
  readonly nodeId: string | undefined
  /** With latency only where the call failed before anything came. */
  readonly usage: TokenUsage
  /** True when the provider reported no usage and the tokens were counted here. */
  readonly isUsageCounted: boolean
  readonly outcome: ModelCallOutcome
}

/** Takes note of model calls. Never fails and never makes anybody wait. */
export interface ModelCallRecorder {
  record(call: ModelCallRecord): void
}

/** Takes note of nothing. */
export const noCallRecorder: ModelCallRecorder = { record: () => undefined }
