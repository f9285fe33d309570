import type { ModelCredentialId, ModelKey } from '@weft/domain/model'
import type { ChargedCall } from '../hosting/charged-call.js'

/** One way to a model. */
export type ModelCandidate<Model> = {
  readonly key: ModelKey
  /** Absent when the operator's credential is used. */
  readonly credentialId: ModelCredentialId | undefined
  /** Opaque; equal for equal credentials of a workspace. */
  readonly credential: string
  open(): Promise<Model>
  /** Begins what one call is charged; absent where calls are free. @throws ProviderQuotaExceeded */
  charge?(): Promise<ChargedCall>
}

/** The ways to one and the same model. More than one are taken in turn. */
export type ModelGroup<Model> = {
  readonly key: ModelKey
  readonly candidates: readonly ModelCandidate<Model>[]
}

/** The model that was asked for, then those that stand in when it cannot answer. Never empty. */
export type ModelRoute<Model> = readonly [ModelGroup<Model>, ...(readonly ModelGroup<Model>[])]
