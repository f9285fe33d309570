import type { EndUserId } from '@weft/domain/account'
import { nameFromQuery, type ConversationId } from '@weft/domain/conversation'
import type { Clock, Logger, TenantId } from '@weft/domain/kernel'
import { LRUCache } from 'lru-cache'
import type { UnitOfWork } from '../kernel/index.js'
import { BackgroundWork } from './background-work.js'
import { retryOnConflict } from './retry-on-conflict.js'
import type { TitleArgs, TitleWriter } from './title-writer.js'

/** A conversation that has just begun. */
export type UntitledConversation = TitleArgs & {
  readonly conversationId: ConversationId
  readonly endUserId: EndUserId
}

export type ConversationTitlesPorts = {
  readonly unitOfWork: UnitOfWork
  readonly writer: Pick<TitleWriter, 'write'>
  readonly clock: Clock
  readonly logger: Logger
}

const MOST_AT_ONE_TIME = 100
const WITHOUT_MODEL_MS = 60_000
const MAX_WORKSPACES = 1_000

/**
 * Names new conversations behind their answers, so that nobody waits for a name and no answer fails for one. Where a
 * title cannot be written, or a hundred are being written already, the conversation is named after its query.
 * `close` it: a process that is killed leaves the conversations it was naming without a name of their own.
 */
export class ConversationTitles {
  readonly #work = new BackgroundWork()
  /** Workspaces that had no model a moment ago. */
  readonly #withoutModel: LRUCache<TenantId, true>

  constructor(private readonly ports: ConversationTitlesPorts) {
    this.#withoutModel = new LRUCache({
      max: MAX_WORKSPACES,
      ttl: WITHOUT_MODEL_MS,
      ttlResolution: 0,
      perf: { now: () => ports.clock.now().getTime() },
    })
  }

  /** Whether there is a model to write titles, as far as is known without asking anybody. */
  areWritten(tenantId: TenantId): boolean {
    return !this.#withoutModel.has(tenantId)
  }

  /** Begins to name the conversation. Never throws. */
  begin(conversation: UntitledConversation): void {
    const isBusy = this.#work.size >= MOST_AT_ONE_TIME
    this.#work.begin(async (signal) => {
      try {
        const title = isBusy ? undefined : await this.titleOf(conversation, signal)
        await this.name(conversation, title ?? nameFromQuery(conversation.query))
      } catch (error) {
        const { conversationId } = conversation
        this.ports.logger.error('a conversation could not be named', { conversationId, error })
      }
    })
  }

  /** Resolves when every conversation that is being named now has its name. */
  settled(): Promise<void> {
    return this.#work.settled()
  }

  /** Breaks off what is being written, and resolves when those conversations are named after their queries. */
  close(): Promise<void> {
    return this.#work.close()
  }

  private async name(conversation: UntitledConversation, name: string): Promise<void> {
    const { tenantId, conversationId, appId, endUserId } = conversation
    await retryOnConflict(() =>
      this.ports.unitOfWork.run(tenantId, async ({ conversations }) => {
        const stored = await conversations.find(conversationId, { appId, endUserId })
        if (stored?.isUnnamed === true) await conversations.save(stored.entitle(name))
      }),
    )
  }

  private async titleOf(
    conversation: UntitledConversation,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { tenantId, conversationId } = conversation
    try {
      const title = await this.ports.writer.write(conversation, signal)
      if (title === undefined) this.#withoutModel.set(tenantId, true)
      return title
    } catch (error) {
      this.ports.logger.warn('a title could not be written', { conversationId, error })
      return undefined
    }
  }
}
