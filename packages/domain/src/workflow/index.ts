export { AnswerStream } from './answer-stream/answer-stream.js'
export type { CodeAnalysis, CodePolicy, CodeRule, CodeViolation } from './code/code-analysis.js'
export { changeCodeSettings } from './code/code-settings-action.js'
export type { CodeSettingsAction } from './code/code-settings-action.js'
export { CodeSettings } from './code/code-settings.js'
export type {
  ChangeNote,
  CodeRules,
  CodeRulesChange,
  CodeSettingsProperties,
  Severities,
} from './code/code-settings.js'
export type { CodeSettingsRepository } from './code/code-settings-repository.js'
export { decideNetwork, decidePolicy } from './code/effective-code-rules.js'
export type { CodeCeiling, NetworkDecision } from './code/effective-code-rules.js'
export { HostPattern, isAmongHosts } from './code/host-pattern.js'
export type { HostAndPort } from './code/host-pattern.js'
export { CODE_LANGUAGES } from './code/code-runner.js'
export type {
  CodeCaller,
  CodeConsole,
  CodeError,
  CodeLanguage,
  CodeRefusal,
  CodeRunner,
  CodeRunOptions,
  CodeRunOutcome,
  CodeRunRequest,
} from './code/code-runner.js'
export { COMPARISON_OPERATORS } from './condition/condition.js'
export type {
  ComparisonOperator,
  Condition,
  ConditionGroup,
  LogicalOperator,
} from './condition/condition.js'
export { evaluateConditions } from './condition/evaluate-conditions.js'
export type { ConditionComparison, ConditionOutcome } from './condition/evaluate-conditions.js'
export { isSameValue, isTruthy } from './condition/json-equality.js'
export { parseConditionGroup } from './condition/parse-condition-group.js'
export { conversationVariableId } from './dsl/conversation-variable-id.js'
export type { DeclaredVariable } from './dsl/declared-variable.js'
export type { DslApp, DslBody, DslDocument } from './dsl/dsl-document.js'
export { DslInvalid } from './dsl/dsl-invalid.js'
export type { DslProblem } from './dsl/dsl-invalid.js'
export { assessDslVersion, CURRENT_DSL_VERSION } from './dsl/dsl-version.js'
export type { DslVersionAssessment } from './dsl/dsl-version.js'
export {
  HIDDEN_SECRET,
  restoreSecrets,
  withoutCredentials,
  withoutSecrets,
} from './dsl/export-workflow.js'
export { readFeatures, readFileUpload } from './dsl/features.js'
export type { AppFeatures, FileUpload, Moderation, Switch, UploadMethod } from './dsl/features.js'
export type { ConfiguredModel, ModelAppConfiguration } from './dsl/model-app-configuration.js'
export { readDsl } from './dsl/read-dsl.js'
export { readModelConfiguration } from './dsl/read-model-configuration.js'
export { MAX_VARIABLE_BYTES, readVariables } from './dsl/read-variables.js'
export type { VariableScope } from './dsl/read-variables.js'
export { readWorkflow } from './dsl/read-workflow.js'
export type { WorkflowDefinition } from './dsl/read-workflow.js'
export { createDslDocument, writeDsl } from './dsl/write-dsl.js'
export { checkSubmission } from './form/check-submission.js'
export type { FormSubmission, ReadFiles } from './form/check-submission.js'
export type { FormAnswer, FormResolution } from './form/form-answer.js'
export {
  FormAlreadySubmitted,
  FormExpired,
  FormNotAwaited,
  FormNotFound,
  InvalidFormData,
} from './form/form-error.js'
export { FormId } from './form/form-id.js'
export { FORM_ACTION_STYLES, TIMEOUT_HANDLE } from './form/form.js'
export type {
  FieldSource,
  FileField,
  FileListField,
  Form,
  FormAction,
  FormActionStyle,
  FormField,
  ParagraphField,
  SelectField,
} from './form/form.js'
export type {
  DueForm,
  HumanInputFormRepository,
  HumanInputFormSchedule,
} from './form/human-input-form-repository.js'
export { HumanInputForm } from './form/human-input-form.js'
export type { AcceptedSubmission, HumanInputFormProperties } from './form/human-input-form.js'
export { renderSubmittedForm } from './form/render-form.js'
export { compileGraph } from './graph/compile-graph.js'
export type { CompileOptions } from './graph/compile-graph.js'
export type {
  CompiledEdge,
  CompiledGraph,
  CompiledNode,
  ErrorStrategy,
  RetryPolicy,
  Subgraph,
} from './graph/compiled-graph.js'
export { graphOfNode } from './graph/graph-of-node.js'
export type { Graph, GraphEdge, GraphNode } from './graph/graph.js'
export { GraphInvalid } from './graph/graph-invalid.js'
export type { GraphIssue, GraphIssueCode } from './graph/graph-invalid.js'
export { parseGraph } from './graph/parse-graph.js'
export { startForm } from './graph/start-form.js'
export { INPUT_TYPES } from './input/input-form.js'
export type { InputField, InputForm, InputType } from './input/input-form.js'
export { InvalidInput } from './input/invalid-input.js'
export { readStartVariables, readUserInputForm } from './input/read-input-form.js'
export { validateInputs } from './input/validate-inputs.js'
export type { AgentLog } from './node/agent-log.js'
export { flattenResults } from './node/container-rules.js'
export type {
  BreakDecision,
  ContainerRules,
  IterationErrorMode,
  IterationRules,
  LoopRules,
  LoopVariable,
  LoopVariables,
} from './node/container-rules.js'
export { InvalidNodeData } from './node/invalid-node-data.js'
export { NodeData } from './node/node-data.js'
export { NodeKindTable } from './node/node-kind-table.js'
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
  NodePauseRequest,
  NodeProgress,
  NodeSuccess,
  ResponseSegment,
  RunInfo,
} from './node/node-kind.js'
export { copyRunState } from './run/copy-run-state.js'
export { awaitedForms } from './run/awaited-forms.js'
export { nodeRecords } from './run/node-records.js'
export type { NodeRecord, NodeRecordStatus } from './run/node-records.js'
export type { NodePause, PauseReason } from './run/pause-reason.js'
export { decideRun } from './run/decide-run.js'
export { evolveRun } from './run/evolve-run.js'
export type { RunCommand } from './run/run-command.js'
export {
  ContainerNotSettled,
  NodeNotActive,
  NodeNotReady,
  RunNotFinished,
  RunNotPausable,
  RunNotRunning,
} from './run/run-error.js'
export { DEFAULT_RUN_LIMITS, runLimits } from './run/run-limits.js'
export type { RunLimits } from './run/run-limits.js'
export {
  exceededLimit,
  isRunComplete,
  isRunDrained,
  nextReadyNode,
  nextSettledContainer,
  readyNodes,
} from './run/run-query.js'
export { initialRunState } from './run/run-state.js'
export type { ActiveNode, InitialRun, ReadyNode, RunState } from './run/run-state.js'
export { ConcurrentRunUpdate } from './run/run-event-store.js'
export type { RecordedRunEvent, RunEventStore } from './run/run-event-store.js'
export { errorAfter, statusAfter } from './run/run-ending.js'
export { isRunEnded, ROOT_FRAME } from './run/run-event.js'
export type {
  AgentLogged,
  AnswerReplaced,
  AnswerStreamed,
  ContainerAdvanced,
  ContainerFailed,
  ContainerPosition,
  ContainerStarted,
  ContainerSucceeded,
  EdgeSkipped,
  EdgeTaken,
  FormFilled,
  FormTimedOut,
  ModelPolled,
  NodeExceptionHandled,
  NodeExecution,
  NodeFailed,
  NodePaused,
  NodeRetried,
  NodeStarted,
  NodeSucceeded,
  PauseRequested,
  ReasoningProduced,
  RetrieverResourcesFound,
  RunEnded,
  RunEvent,
  RunFailed,
  RunPartiallySucceeded,
  RunPaused,
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
export { readDefaultValues } from './value/default-value.js'
export type { DefaultOutputs } from './value/default-value.js'
export { FILE_TYPES, fileTypeOf, isFileType } from './value/file-type.js'
export type { FileType } from './value/file-type.js'
export {
  createFileValue,
  FILE_IDENTITY,
  fileAttribute,
  fileReference,
  fileUrl,
  isFileValue,
} from './value/file-value.js'
export type { FileProperties, FileValue, TransferMethod } from './value/file-value.js'
export { pythonJson, pythonRepr, pythonString } from './value/python-text.js'
export { renderLog, renderMarkdown, renderSegment, renderText } from './value/render-segment.js'
export type { RenderForm } from './value/render-segment.js'
export { SEGMENT_TYPES } from './value/segment.js'
export type { Segment, SegmentType } from './value/segment.js'
export { inferSegmentType, isValueOfType, toSegment, zeroValue } from './value/to-segment.js'
export {
  DefaultValueTypeError,
  TypeMismatch,
  UnsupportedVariableType,
} from './value/value-error.js'
export { readSelector, selectorKey } from './variable/read-selector.js'
export type { Selector } from './variable/selector.js'
export { parseTemplate, renderTemplate, templateSelectors } from './variable/template.js'
export type { Template, TemplatePart } from './variable/template.js'
export { VariablePool } from './variable/variable-pool.js'
export type { VariableReader, VariableUpdate } from './variable/variable-reader.js'
export type { WorkflowRepository } from './workflow-repository.js'
export { WorkflowId } from '../kernel/index.js'
export { DRAFT_VERSION, Workflow } from './workflow.js'
export type { WorkflowProperties } from './workflow.js'
