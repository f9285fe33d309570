import { RuleViolation } from '../../kernel/index.js'

/** The run has not begun, or it is over. */
export class RunNotRunning extends RuleViolation {
  override readonly code = 'run.not_running'
  constructor(readonly status: string) {
    super(`The run takes no such command: it is ${status}.`)
  }
}

export class RunNotFinished extends RuleViolation {
  override readonly code = 'run.not_finished'
  constructor() {
    super('The run cannot end yet: some of its nodes are ready or active.')
  }
}

/** A pause was not asked for, or nodes are still running. */
export class RunNotPausable extends RuleViolation {
  override readonly code = 'run.not_pausable'
  constructor() {
    super('The run cannot pause: no pause was asked for, or some of its nodes are running.')
  }
}

export class NodeNotReady extends RuleViolation {
  override readonly code = 'run.node_not_ready'
  constructor(
    readonly frameId: string,
    readonly nodeId: string,
  ) {
    super(`Node ${nodeId} cannot start: its incoming paths are not decided, or it has begun.`)
  }
}

export class NodeNotActive extends RuleViolation {
  override readonly code = 'run.node_not_active'
  constructor(readonly executionId: string) {
    super(`Execution ${executionId} is not active: it has not begun, has paused or has ended.`)
  }
}

export class ContainerNotSettled extends RuleViolation {
  override readonly code = 'run.container_not_settled'
  constructor(readonly executionId: string) {
    super(`Container ${executionId} cannot go on: it is not active, or all its rounds are busy.`)
  }
}
