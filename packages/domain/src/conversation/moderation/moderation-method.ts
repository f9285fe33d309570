import { RuleViolation, type AppId, type JsonObject, type TenantId } from '../../kernel/index.js'
import type { ModerationPolicy } from './moderation-policy.js'
import type { InputVerdict, OutputVerdict } from './moderation-verdict.js'

/** Whose words are moderated, and how. */
export type ModerationSubject = {
  readonly tenantId: TenantId
  readonly appId: AppId
  readonly policy: ModerationPolicy
}

export type ModeratedInput = ModerationSubject & {
  readonly inputs: JsonObject
  readonly query: string
}

export type ModeratedOutput = ModerationSubject & {
  /** The whole answer as far as there is one. */
  readonly text: string
}

/**
 * One way to moderate, found by the name documents give it. It is asked only about sides the policy moderates. What it
 * rejects with on the input side breaks generation off; on the output side it counts as nothing found.
 */
export interface ModerationMethod {
  readonly type: string
  moderateInput(
    subject: ModeratedInput,
    options: { readonly signal: AbortSignal },
  ): Promise<InputVerdict>
  moderateOutput(
    subject: ModeratedOutput,
    options: { readonly signal: AbortSignal },
  ): Promise<OutputVerdict>
}

/** The app is to be moderated by a method that is not there; it does not answer unmoderated instead. */
export class ModerationNotAvailable extends RuleViolation {
  override readonly code = 'moderation.not_available'

  constructor(
    readonly type: string,
    available: readonly string[],
  ) {
    super(
      `The app is to be moderated by ${JSON.stringify(type)}, which is not available here. Available: ` +
        `${available.join(', ')}.`,
    )
  }
}
