export type { RunArgs, RunOptions } from './engine/run-args.js'
export { AnswerRejected } from './engine/answer-rejected.js'
export { WorkflowEngine } from './engine/workflow-engine.js'
export { containerNodeKinds } from './nodes/iteration/container-node-kinds.js'
export { formatDslText } from './dsl/format-dsl-text.js'
export { MAX_DSL_BYTES, parseDslText } from './dsl/parse-dsl-text.js'
export { DEFAULT_NODE_LIMITS, standardNodeKinds } from './nodes/standard-node-kinds.js'
export type { NodeLimits, NodeServices } from './nodes/standard-node-kinds.js'
export { receiveWebhook, webhookAnswer, WebhookRefused } from './nodes/trigger/receive-webhook.js'
export type { WebhookRequest } from './nodes/trigger/receive-webhook.js'
export { parseWebhook } from './nodes/trigger/webhook-definition.js'
export type { WebhookDefinition } from './nodes/trigger/webhook-definition.js'
export type { CodeLimits } from './nodes/code/code-limits.js'
export { ChangeCodeSettings, GetCodeSettings } from './code/code-settings-use-cases.js'
export type { CodeSettingsArgs, CodeSettingsPorts } from './code/code-settings-use-cases.js'
export { noCodeRules, StoredCodeRules } from './code/code-rules-source.js'
export type { CodeRulesSource } from './code/code-rules-source.js'
export { KnownCodeRules } from './code/known-code-rules.js'
export { checkedInputs } from './checked-inputs.js'
export { EndOrphanedRuns } from './end-orphaned-runs.js'
export type { EndOrphanedRunsPorts } from './end-orphaned-runs.js'
export { ExpireForms } from './expire-forms.js'
export type { ExpireFormsPorts } from './expire-forms.js'
export { FollowRun } from './follow-run.js'
export type { FollowedRun, FollowRunArgs, FollowRunPorts, RunSnapshot } from './follow-run.js'
export { FormRecorder } from './form-recorder.js'
export type { FormRecorderOptions } from './form-recorder.js'
export { GetForm } from './get-form.js'
export type { GetFormPorts } from './get-form.js'
export { PausedRuns } from './paused-runs.js'
export type { PausedRunsPorts, Resumption, RunRef } from './paused-runs.js'
export { ResumeRun } from './resume-run.js'
export { RunActivity } from './run-activity.js'
export type { RunWatch } from './run-activity.js'
export type { RunTurn, RunTurns, TurnSurroundings } from './run-turns.js'
export { SubmitForm } from './submit-form.js'
export type { SubmitFormArgs, SubmitFormPorts } from './submit-form.js'
export { GetWorkflowRun } from './get-workflow-run.js'
export { InvalidFileArgument, toFileValues } from './file-argument.js'
export type { GraphRunner } from './graph-runner.js'
export { mediaParts } from './media-parts.js'
export {
  LOCAL_TENANT,
  PreparedWorkflow,
  prepareWorkflow,
  readDocument,
  runNode,
  runWorkflow,
} from './prepare-workflow.js'
export type {
  LibraryFormAnswer,
  LibraryNodeArgs,
  LibraryPorts,
  LibraryRunArgs,
} from './prepare-workflow.js'
export type { NodeRun } from './node-run.js'
export { PublishedWorkflows } from './published-workflows.js'
export type { PublishedWorkflow, PublishedWorkflowsPorts } from './published-workflows.js'
export { RecordedRun } from './recorded-run.js'
export type { RecordedRunOptions, RecordedRunPorts } from './recorded-run.js'
export { advanceRunRecord, newRunRecord } from './run-record.js'
export { RunNode } from './run-node.js'
export type { RunNodeArgs, RunNodePorts } from './run-node.js'
export { RunWorkflow } from './run-workflow.js'
export type { RunWorkflowArgs, RunWorkflowPorts } from './run-workflow.js'
export { toRunnableWorkflow } from './runnable-workflow.js'
export type { RunnableWorkflow } from './runnable-workflow.js'
export { streamRun } from './stream-run.js'
export type { StreamRunOptions } from './stream-run.js'
export { unixSeconds } from './unix-seconds.js'
export {
  DraftWorkflowNotRunnable,
  InvalidWorkflowId,
  NodeNotFound,
  RunBrokeOff,
  WorkflowNotFound,
  WorkflowNotPublished,
  WorkflowRunNotFound,
} from './workflow-error.js'
export { InvalidMocks } from './mock/invalid-mocks.js'
export { mockedNodeKinds } from './mock/mocked-node-kinds.js'
export type { MockableNode } from './mock/mocked-node-kinds.js'
export type { NodeMock, NodeMocks } from './mock/node-mock.js'
export { parseMocks } from './mock/parse-mocks.js'
export { InvalidTrialCase } from './trial/invalid-trial-case.js'
export { parseTrialCases } from './trial/parse-trial-cases.js'
export type {
  ReceivedRequest,
  TestResponse,
  TestRoute,
  TestServer,
  TestServers,
} from './trial/test-server.js'
export { titleOf } from './trial/trial-case.js'
export type { ImportTrial, RunTrial, TrialCase, TrialTurn } from './trial/trial-case.js'
export type { TrialFile } from './trial/trial-file.js'
export type { OpenTrialNodes, TrialDocuments, TrialNodes, TrialPorts } from './trial/trial-ports.js'
export { isPassed } from './trial/trial-report.js'
export type { TrialResult } from './trial/trial-report.js'
export { TrialRunner } from './trial/trial-runner.js'
export type { TrialOptions } from './trial/trial-runner.js'
export type { Mismatch } from './trial/expectation/check.js'
export type { Difference } from './trial/expectation/find-differences.js'
