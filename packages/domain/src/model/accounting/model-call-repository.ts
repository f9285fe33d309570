import type { AppId, Money } from '../../kernel/index.js'
import type { ModelCallRecord } from './model-call-record.js'
import type { ModelKey } from '../routing/model-setting.js'

/** What the calls of one model came to. */
export type ModelUsageSum = {
  readonly model: ModelKey
  /** The app that called; absent for calls outside of apps, and where sums are not by app. */
  readonly appId?: AppId
  /** `2025-06-01`, in UTC; absent where sums are not by day. */
  readonly day?: string
  readonly calls: number
  readonly failedCalls: number
  /** Calls whose tokens were counted here, at least in part, as their providers did not report them. */
  readonly countedCalls: number
  readonly promptTokens: number
  readonly completionTokens: number
  readonly price: Money
}

/** Which calls are summed up, and how far apart. */
export type UsageQuestion = {
  readonly from: Date
  /** Calls before it. */
  readonly until: Date
  /** Calls of this app only. */
  readonly appId?: AppId | undefined
  /** What sums are kept apart by, besides model and currency. */
  readonly by?: readonly ('app' | 'day')[] | undefined
}

/** The model calls of one workspace. What was written stays as it is. */
export interface ModelCallRepository {
  /** Writes all of them. A call whose id is known already is left out: a batch may be written again. */
  add(calls: readonly ModelCallRecord[]): Promise<void>
  /** Sums by model and currency, and by what else is asked for; oldest days first, then what was most expensive. */
  sum(question: UsageQuestion): Promise<readonly ModelUsageSum[]>
  /** Lets the `most` oldest calls before `at` go. Says how many it were; none while another process does the same. */
  removeBefore(at: Date, most: number): Promise<number>
}
