import { RuleViolation } from '@weft/domain/kernel'

/** Why a run is stopped whose answer must not go on. Given to the engine as the reason of its signal. */
export class AnswerRejected extends RuleViolation {
  override readonly code = 'moderation.answer_rejected'

  constructor() {
    super('Moderation put another text in place of the answer.')
  }
}
