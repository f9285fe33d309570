import {
  matchesKeywords,
  moderatedTexts,
  PASSED,
  type DirectOutput,
  type ModeratedInput,
  type ModeratedOutput,
  type ModerationMethod,
  type ModerationPolicy,
  type Passed,
} from '@weft/domain/conversation'

/** Finds the words the author listed, one per row. */
export class KeywordModeration implements ModerationMethod {
  readonly type = 'keywords'

  async moderateInput({ policy, inputs, query }: ModeratedInput): Promise<Passed | DirectOutput> {
    return findsAny(policy, moderatedTexts(inputs, query))
      ? { action: 'direct_output', presetResponse: policy.input.presetResponse }
      : PASSED
  }

  async moderateOutput({ policy, text }: ModeratedOutput): Promise<Passed | DirectOutput> {
    return findsAny(policy, [text])
      ? { action: 'direct_output', presetResponse: policy.output.presetResponse }
      : PASSED
  }
}

function findsAny({ config }: ModerationPolicy, texts: readonly string[]): boolean {
  const { keywords } = config
  return typeof keywords === 'string' && matchesKeywords(keywords, texts)
}
