import {
  DEFAULT_MODERATION_BUFFER_SIZE,
  ModerationNotAvailable,
  readModerationPolicy,
  type ModerationMethod,
  type ModerationSubject,
} from '@weft/domain/conversation'
import { silentLogger, type Logger } from '@weft/domain/kernel'
import type { AppFeatures } from '@weft/domain/workflow'
import { AppModeration } from './app-moderation.js'
import { KeywordModeration } from './keyword-moderation.js'

export type ModerationOptions = {
  /** Hears of checks of answers that failed. */
  readonly logger?: Logger
  /** As many characters of an answer arrive before it is checked again. Default 300. */
  readonly bufferSize?: number
}

/** The ways to moderate that are there, by the names documents give them. */
export class ModerationMethods {
  /** Keywords alone, which need nobody's help. */
  static readonly builtIn = new ModerationMethods([new KeywordModeration()])

  constructor(
    private readonly methods: readonly ModerationMethod[],
    private readonly options: ModerationOptions = {},
  ) {}

  /**
   * The moderation an app asks for; nothing where it asks for none.
   *
   * @throws ModerationNotAvailable when it asks for a method that is not there.
   */
  open(
    { moderation }: Pick<AppFeatures, 'moderation'>,
    owner: Omit<ModerationSubject, 'policy'>,
  ): AppModeration | undefined {
    const policy = readModerationPolicy(moderation)
    if (!policy) return undefined
    const method = this.methods.find(({ type }) => type === policy.type)
    if (!method)
      throw new ModerationNotAvailable(
        policy.type,
        this.methods.map(({ type }) => type),
      )
    const { logger = silentLogger, bufferSize = DEFAULT_MODERATION_BUFFER_SIZE } = this.options
    return new AppModeration(method, { ...owner, policy }, { logger, bufferSize })
  }
}
