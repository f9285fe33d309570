export { CODE_LANGUAGES } from './code/code-runner.js'
export type {
  CodeConsole,
  CodeError,
  CodeLanguage,
  CodeRunner,
  CodeRunOutcome,
  CodeRunRequest,
} from './code/code-runner.js'
export { InvalidNodeData } from './node/invalid-node-data.js'
export type {
  BoundNode,
  ConversationMemory,
  ConversationRound,
  ExecutionClass,
  InitialVariable,
  NodeContext,
  NodeDefinition,
  NodeExecutionResult,
  NodeFailure,
  NodeKind,
  NodeOutcome,
  NodeProgress,
  NodeSuccess,
  ResponseSegment,
  RunInfo,
} from './node/node-kind.js'
export { ConcurrentRunUpdate } from './run/run-event-store.js'
export type { RecordedRunEvent, RunEventStore } from './run/run-event-store.js'
export { isRunEnded, ROOT_FRAME } from './run/run-event.js'
export type {
  AnswerStreamed,
  ContainerAdvanced,
  ContainerFailed,
  ContainerPosition,
  ContainerStarted,
  ContainerSucceeded,
  EdgeSkipped,
  EdgeTaken,
  NodeExceptionHandled,
  NodeExecution,
  NodeFailed,
  NodeRetried,
  NodeStarted,
  NodeSucceeded,
  ReasoningProduced,
  RetrieverResourcesFound,
  RunEnded,
  RunEvent,
  RunFailed,
  RunPartiallySucceeded,
  RunStarted,
  RunStopped,
  RunSucceeded,
  TextProduced,
  VariableUpdated,
} from './run/run-event.js'
export { RunId } from './run/run-id.js'
export { elapsedSeconds } from './run/workflow-run.js'
export type { RunStatus, WorkflowRun } from './run/workflow-run.js'
export type { TemplateOutcome, TemplateRenderer } from './template/template-renderer.js'
export { SEGMENT_TYPES } from './value/segment.js'
export type { Segment, SegmentType } from './value/segment.js'
export type { Selector } from './variable/selector.js'
export type { VariableReader, VariableUpdate } from './variable/variable-reader.js'
export type { WorkflowRepository } from './workflow-repository.js'
export { DRAFT_VERSION, Workflow, WorkflowId } from './workflow.js'
export type { WorkflowProperties } from './workflow.js'
