import { NotFound, RuleViolation } from '../../kernel/index.js'
import { MOST_ANNOTATIONS } from './annotation.js'

/** The app has no such annotation. */
export class AnnotationNotFound extends NotFound {
  override readonly code = 'annotation.not_found'

  constructor() {
    super('Annotation not found')
  }
}

/** The app has as many annotations as it may have. */
export class TooManyAnnotations extends RuleViolation {
  override readonly code = 'annotation.too_many'

  constructor() {
    super(`An app has at most ${MOST_ANNOTATIONS} annotations. Delete some first.`)
  }
}

/** The app has no such job of this action. */
export class AnnotationJobNotFound extends RuleViolation {
  override readonly code = 'annotation.job_not_found'

  constructor() {
    super('The job does not exist.')
  }
}
