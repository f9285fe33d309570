import { NotFound, RuleViolation, ValidationError } from '@weft/domain/kernel'

/** The app has no published version to run. */
export class WorkflowNotPublished extends RuleViolation {
  override readonly code = 'workflow.not_published'

  constructor() {
    super('Workflow not published')
  }
}

/** The app has no version with this id. */
export class WorkflowNotFound extends NotFound {
  override readonly code = 'workflow.not_found'

  constructor(readonly workflowId: string) {
    super(`Workflow not found with id: ${workflowId}`)
  }
}

export class InvalidWorkflowId extends ValidationError {
  override readonly code = 'workflow.invalid_id'

  constructor(readonly workflowId: string) {
    super(`Invalid workflow_id format: '${workflowId}'. `)
  }
}

/** The version asked for is the one still being edited. */
export class DraftWorkflowNotRunnable extends RuleViolation {
  override readonly code = 'workflow.draft_not_runnable'

  constructor(readonly workflowId: string) {
    super(
      `Cannot use draft workflow version. Workflow ID: ${workflowId}. Please use a published workflow version or leave workflow_id empty.`,
    )
  }
}

/** The workflow has no node with this id. */
export class NodeNotFound extends NotFound {
  override readonly code = 'workflow.node_not_found'

  constructor(readonly nodeId: string) {
    super(`The workflow has no node with the id '${nodeId}'.`)
  }
}

export class WorkflowRunNotFound extends NotFound {
  override readonly code = 'run.not_found'

  constructor(readonly runId: string) {
    super('Workflow run not found.')
  }
}

/** The run that was to answer a message ended without success. */
export class RunBrokeOff extends RuleViolation {
  override readonly code = 'run.failed'

  constructor(readonly reason: string) {
    super(`Run failed: ${reason}`)
  }
}
