import type { Egress } from '@weft/adapters-egress'
import type { Database } from '@weft/adapters-postgres'
import type { BootstrapWorkspace, ResolveEndUser } from '@weft/application/account'
import type {
  AppCallerCache,
  AuthenticateApiKey,
  ExportApp,
  GetAppInfo,
  GetAppMeta,
  GetAppParameters,
  ImportApp,
  IssueApiKey,
  KeyHasher,
  ListApps,
  PublishWorkflow,
  TokenGenerator,
} from '@weft/application/app'
import type {
  ActivateModelCredential,
  AddModelCredential,
  AuxiliaryModels,
  BatchedCallRecorder,
  ChangeModelCredential,
  ChatModelFinder,
  ConfigureModel,
  ForgetModel,
  GetDefaultModel,
  GetHostedProviders,
  GetModelUsage,
  GrantQuota,
  HostedQuotas,
  ListModelCredentials,
  ListModels,
  PreferProvider,
  RemoveModelCredential,
  ResealCredentials,
  PruneModelRecords,
  SetDefaultModel,
  TestModelCredential,
  WorkspaceModelRegistry,
  WorkspaceModelSource,
} from '@weft/application/model'
import type {
  ConversationTitles,
  GenerateResponse,
  GetSuggestedQuestions,
  RenameConversation,
  StopGeneration,
  TitleWriter,
} from '@weft/application/conversation'
import type { GenerationRegistry, UnitOfWork } from '@weft/application/kernel'
import type {
  ChangeCodeSettings,
  EndOrphanedRuns,
  ExpireForms,
  FollowRun,
  GetCodeSettings,
  GetForm,
  KnownCodeRules,
  PausedRuns,
  PausedRunsPorts,
  SubmitForm,
  GetWorkflowRun,
  GraphRunner,
  PublishedWorkflows,
  RunWorkflow,
} from '@weft/application/workflow'
import type { ApiKeyDirectory } from '@weft/domain/app'
import type { Clock, IdGenerator, Logger } from '@weft/domain/kernel'
import type {
  CredentialCipher,
  CredentialDirectory,
  FullModelRegistry,
  ModelGuard,
  ModelOffers,
  PrunableWorkspaces,
  ProviderCatalogue,
  RotationLedger,
} from '@weft/domain/model'
import type {
  HumanInputFormSchedule,
  NodeKindTable,
  RunEventStore,
  TemplateRenderer,
} from '@weft/domain/workflow'
import type { CodeSandbox } from '@weft/sandbox'
import type { FileStore } from '@weft/domain/file'
import type { ToolRegistry } from '@weft/domain/tool'
import type { NodeServices } from '@weft/application/workflow'
import type { Config } from '../config/config.js'
import type { KeyFile } from '../system/key-file.js'
import { token } from './token.js'

/** Everything the container knows. */
export const TOKENS = {
  config: token<Config>('config'),
  clock: token<Clock>('clock'),
  ids: token<IdGenerator>('ids'),
  logger: token<Logger>('logger'),

  database: token<Database>('database'),
  unitOfWork: token<UnitOfWork>('unit-of-work'),
  runEvents: token<RunEventStore>('run-event-store'),
  apiKeyDirectory: token<ApiKeyDirectory>('api-key-directory'),

  /** The way out of nodes and tools. */
  egress: token<Egress>('egress'),
  /** The way out of code that was granted the network. */
  codeEgress: token<Egress>('code-egress'),
  /** The way out to model providers. */
  modelEgress: token<Egress>('model-egress'),
  models: token<WorkspaceModelRegistry>('model-registry'),
  operatorModels: token<FullModelRegistry & ModelOffers>('operator-models'),
  chatModels: token<ChatModelFinder>('chat-model-finder'),
  modelSource: token<WorkspaceModelSource>('workspace-model-source'),
  hosting: token<HostedQuotas>('hosted-quotas'),
  modelGuard: token<ModelGuard>('model-guard'),
  modelCalls: token<BatchedCallRecorder>('model-call-recorder'),
  providers: token<ProviderCatalogue>('provider-catalogue'),
  keyFile: token<KeyFile>('key-file'),
  cipher: token<CredentialCipher>('credential-cipher'),
  credentialDirectory: token<CredentialDirectory>('credential-directory'),
  code: token<CodeSandbox>('code-sandbox'),
  codeRules: token<KnownCodeRules>('code-rules'),
  templates: token<TemplateRenderer>('template-renderer'),

  fileStore: token<FileStore>('file-store'),
  tools: token<ToolRegistry>('tool-registry'),
  nodeServices: token<NodeServices>('node-services'),

  hasher: token<KeyHasher>('key-hasher'),
  tokenGenerator: token<TokenGenerator>('token-generator'),
  callers: token<AppCallerCache>('app-caller-cache'),
  registry: token<GenerationRegistry>('generation-registry'),
  kinds: token<NodeKindTable>('node-kinds'),
  engine: token<GraphRunner>('engine'),
  workflows: token<PublishedWorkflows>('published-workflows'),
  rotationLedger: token<RotationLedger>('rotation-ledger'),
  prunableWorkspaces: token<PrunableWorkspaces>('prunable-workspaces'),
  pruneModelRecords: token<PruneModelRecords>('prune-model-records'),

  authenticateApiKey: token<AuthenticateApiKey>('authenticate-api-key'),
  bootstrapWorkspace: token<BootstrapWorkspace>('bootstrap-workspace'),
  resolveEndUser: token<ResolveEndUser>('resolve-end-user'),
  importApp: token<ImportApp>('import-app'),
  exportApp: token<ExportApp>('export-app'),
  publishWorkflow: token<PublishWorkflow>('publish-workflow'),
  listApps: token<ListApps>('list-apps'),
  issueApiKey: token<IssueApiKey>('issue-api-key'),
  getAppInfo: token<GetAppInfo>('get-app-info'),
  getAppParameters: token<GetAppParameters>('get-app-parameters'),
  getAppMeta: token<GetAppMeta>('get-app-meta'),
  addModelCredential: token<AddModelCredential>('add-model-credential'),
  changeModelCredential: token<ChangeModelCredential>('change-model-credential'),
  removeModelCredential: token<RemoveModelCredential>('remove-model-credential'),
  activateModelCredential: token<ActivateModelCredential>('activate-model-credential'),
  listModelCredentials: token<ListModelCredentials>('list-model-credentials'),
  testModelCredential: token<TestModelCredential>('test-model-credential'),
  resealCredentials: token<ResealCredentials>('reseal-credentials'),
  configureModel: token<ConfigureModel>('configure-model'),
  forgetModel: token<ForgetModel>('forget-model'),
  listModels: token<ListModels>('list-models'),
  setDefaultModel: token<SetDefaultModel>('set-default-model'),
  getDefaultModel: token<GetDefaultModel>('get-default-model'),
  getHostedProviders: token<GetHostedProviders>('get-hosted-providers'),
  grantQuota: token<GrantQuota>('grant-quota'),
  preferProvider: token<PreferProvider>('prefer-provider'),
  getModelUsage: token<GetModelUsage>('get-model-usage'),
  auxiliaryModels: token<AuxiliaryModels>('auxiliary-models'),
  titleWriter: token<TitleWriter>('title-writer'),
  titles: token<ConversationTitles>('conversation-titles'),
  renameConversation: token<RenameConversation>('rename-conversation'),
  getSuggestedQuestions: token<GetSuggestedQuestions>('get-suggested-questions'),
  getCodeSettings: token<GetCodeSettings>('get-code-settings'),
  changeCodeSettings: token<ChangeCodeSettings>('change-code-settings'),
  generateResponse: token<GenerateResponse>('generate-response'),
  stopGeneration: token<StopGeneration>('stop-generation'),
  runWorkflow: token<RunWorkflow>('run-workflow'),
  getWorkflowRun: token<GetWorkflowRun>('get-workflow-run'),
  endOrphanedRuns: token<EndOrphanedRuns>('end-orphaned-runs'),
  followRun: token<FollowRun>('follow-run'),
  getForm: token<GetForm>('get-form'),
  submitForm: token<SubmitForm>('submit-form'),
  expireForms: token<ExpireForms>('expire-forms'),
  pausedRuns: token<PausedRuns>('paused-runs'),
  /** What everything that runs workflows works with. */
  running: token<PausedRunsPorts & { readonly ids: IdGenerator }>('running'),
  formSchedule: token<HumanInputFormSchedule>('form-schedule'),
}
