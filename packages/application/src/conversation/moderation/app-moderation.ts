import {
  PASSED,
  type InputVerdict,
  type ModerationMethod,
  type ModerationSubject,
  type OutputVerdict,
} from '@weft/domain/conversation'
import type { JsonObject, Logger } from '@weft/domain/kernel'
import { AnswerGuard } from './answer-guard.js'

/** The moderation of one app. */
export class AppModeration {
  constructor(
    private readonly method: ModerationMethod,
    private readonly subject: ModerationSubject,
    private readonly options: { readonly logger: Logger; readonly bufferSize: number },
  ) {}

  /** Whether what users say is moderated. */
  get moderatesInput(): boolean {
    return this.subject.policy.input.isEnabled
  }

  /** What becomes of what a user said. Rejects as the method does. */
  async moderateInput(
    input: { readonly inputs: JsonObject; readonly query: string },
    options: { readonly signal: AbortSignal },
  ): Promise<InputVerdict> {
    if (!this.moderatesInput) return PASSED
    return this.method.moderateInput({ ...this.subject, ...input }, options)
  }

  /**
   * What watches over one answer; nothing where answers are not moderated.
   *
   * @param text what was said of the answer before.
   */
  guardAnswer(text = ''): AnswerGuard | undefined {
    if (!this.subject.policy.output.isEnabled) return undefined
    const { bufferSize } = this.options
    return new AnswerGuard({ bufferSize, text, check: (...args) => this.check(...args) })
  }

  /** A check that fails finds nothing: an answer is not withheld because nobody could look at it. */
  private async check(
    text: string,
    options: { readonly signal: AbortSignal },
  ): Promise<OutputVerdict> {
    try {
      return await this.method.moderateOutput({ ...this.subject, text }, options)
    } catch (error) {
      const { appId, policy } = this.subject
      if (!options.signal.aborted)
        this.options.logger.warn('an answer could not be moderated', {
          appId,
          method: policy.type,
          error,
        })
      return PASSED
    }
  }
}
