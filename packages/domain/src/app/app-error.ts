import { RuleViolation } from '../kernel/index.js'
import type { AppKind, AppMode } from './app-mode.js'

/** The app lacks what it needs to answer: a configuration, or a published workflow. */
export class AppUnavailable extends RuleViolation {
  override readonly code = 'app.unavailable'

  constructor() {
    super('App unavailable, please check your app configurations.')
  }
}

/** The app is of another kind than the operation serves. */
export class AppModeMismatch extends RuleViolation {
  override readonly code = 'app.mode_mismatch'

  constructor(
    /** The kind of app the operation serves. */
    readonly expected: AppKind,
    readonly mode: AppMode,
  ) {
    super('Please check if your app mode matches the right API route.')
  }
}

/** The app's mode is known and cannot be run yet. */
export class AppModeNotAvailable extends RuleViolation {
  override readonly code = 'app.mode_not_available'

  constructor(readonly mode: AppMode) {
    super(`Apps of the mode ${mode} cannot answer yet.`)
  }
}
