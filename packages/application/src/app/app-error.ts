import { NotFound, RuleViolation, ValidationError, type AppId } from '@weft/domain/kernel'

export class AppNotFound extends NotFound {
  override readonly code = 'app.not_found'

  constructor(readonly appId: AppId) {
    super('App not found')
  }
}

/** The app has no workflow that could be published. */
export class NoDraftToPublish extends RuleViolation {
  override readonly code = 'app.no_draft'

  constructor(readonly appId: AppId) {
    super('The app has no workflow draft to publish.')
  }
}

/** The app is a workflow: it has no model and prompt of its own to configure. */
export class AppNotConfigurable extends RuleViolation {
  override readonly code = 'app.not_configurable'

  constructor(readonly appId: AppId) {
    super('Only chat, agent-chat and completion apps are configured by a model and a prompt.')
  }
}

/** An import was to replace an app that only an editor may change. */
export class AppNotOverwritable extends RuleViolation {
  override readonly code = 'app.not_overwritable'

  constructor(readonly appId: AppId) {
    super('Only workflow or advanced chat apps can be overwritten')
  }
}

/** A document of one mode was to replace an app of another. */
export class ImportedModeDiffers extends RuleViolation {
  override readonly code = 'app.imported_mode_differs'

  constructor(readonly appId: AppId) {
    super('The document is of another mode than the app it was to replace')
  }
}

/** A document's version is not one. */
export class InvalidDslVersion extends ValidationError {
  override readonly code = 'app.invalid_dsl_version'

  constructor(readonly version: string) {
    super(`Invalid DSL version ${JSON.stringify(version)}.`)
  }
}
