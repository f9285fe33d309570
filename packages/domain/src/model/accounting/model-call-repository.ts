import type { Money } from '../../kernel/index.js'
import type { ModelCallRecord } from './model-call-record.js'
import type { ModelKey } from '../routing/model-setting.js'

/** What the calls of one model came to. */
export type ModelUsageSum = {
  readonly model: ModelKey
  readonly calls: number
  readonly failedCalls: number
  /** Calls whose tokens were counted here, at least in part, as their providers did not report them. */
  readonly countedCalls: number
  readonly promptTokens: number
  readonly completionTokens: number
  readonly price: Money
}

/** The model calls of one workspace. What was written stays as it is. */
export interface ModelCallRepository {
  /** Writes all of them. A call whose id is known already is left out: a batch may be written again. */
  add(calls: readonly ModelCallRecord[]): Promise<void>
  /** Sums by model and currency, of calls from `from` up to before `until`; most expensive models first. */
  sum(period: { readonly from: Date; readonly until: Date }): Promise<readonly ModelUsageSum[]>
  /** Lets the `most` oldest calls before `at` go. Says how many it were; none while another process does the same. */
  removeBefore(at: Date, most: number): Promise<number>
}
