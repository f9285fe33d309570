import { createHash } from 'node:crypto'
import { AccountId, type EndUser } from '@weft/domain/account'
import type { App } from '@weft/domain/app'
import {
  silentLogger,
  TenantId,
  type AppId,
  type IdGenerator,
  type RequestContext,
  type Logger,
} from '@weft/domain/kernel'
import { aClock, sequentialIds } from '@weft/domain/kernel/testing'
import type { EmbeddingModel, LanguageModel } from '@weft/domain/model'
import {
  NodeKindTable,
  type HumanInputFormSchedule,
  type RunEventStore,
} from '@weft/domain/workflow'
import { BootstrapWorkspace, ResolveEndUser } from '@weft/application/account'
import {
  AppCallerCache,
  AuthenticateApiKey,
  ExportApp,
  ImportApp,
  IssueApiKey,
  PublishWorkflow,
  RevokeApiKey,
  type KeyHasher,
} from '@weft/application/app'
import {
  AnnotationIndex,
  AnnotationReplies,
  ConversationTitles,
  ConversationTurns,
  CreateAnnotation,
  DeleteAnnotation,
  type ExternalData,
  GenerateResponse,
  GetAnnotationJob,
  GetSuggestedQuestions,
  ListAnnotations,
  ModelAppStrategy,
  type ModerationMethods,
  QuestionSuggester,
  RenameConversation,
  StopGeneration,
  SwitchAnnotationReply,
  TitleWriter,
  UpdateAnnotation,
  WorkflowAppStrategy,
} from '@weft/application/conversation'
import {
  InProcessGenerationRegistry,
  type GenerationEvent,
  type Repositories,
  type UnitOfWork,
} from '@weft/application/kernel'
import type { AuxiliaryModels } from '@weft/application/model'
import {
  InMemoryApiKeyDirectory,
  InMemoryHumanInputFormSchedule,
  InMemoryRunEventStore,
  InMemoryStore,
  InMemoryUnitOfWork,
} from '@weft/application/testing'
import {
  ExpireForms,
  FollowRun,
  GetForm,
  GetWorkflowRun,
  PausedRuns,
  PublishedWorkflows,
  ResumeRun,
  RunActivity,
  RunNode,
  RunWorkflow,
  standardNodeKinds,
  SubmitForm,
  WorkflowEngine,
  type GraphRunner,
} from '@weft/application/workflow'
import { registryOf, ScriptedModel } from './scripted-model.js'

export const sha256: KeyHasher = {
  hash: (text) => createHash('sha256').update(text).digest('hex'),
}

export const TENANT = TenantId.parse('11111111-1111-7111-8111-111111111111')
const OWNER = AccountId.parse('22222222-2222-7222-8222-222222222222')

export type WorkspaceOptions = {
  readonly model?: LanguageModel
  /** What names conversations and suggests questions; by default the workspace has nothing for it. */
  readonly auxiliary?: AuxiliaryModels
  /** Turns texts into vectors; none by default. */
  readonly embedding?: EmbeddingModel
  readonly engine?: GraphRunner
  /** Silent by default. */
  readonly logger?: Logger
  readonly moderation?: ModerationMethods
  readonly externalData?: ExternalData
  /** The same in every workspace by default. */
  readonly ids?: IdGenerator
  /** Where everything but keys is kept; in memory by default. */
  readonly persistence?: {
    readonly unitOfWork: UnitOfWork
    readonly runEvents: RunEventStore
    readonly schedule?: HumanInputFormSchedule
  }
}

/** Every use case over one in-memory store, with the real engine and nodes, a still clock and a scripted model. */
export function aWorkspace(options: WorkspaceOptions = {}) {
  const store = new InMemoryStore()
  const { unitOfWork, runEvents } = options.persistence ?? {
    unitOfWork: new InMemoryUnitOfWork(store),
    runEvents: new InMemoryRunEventStore(store),
  }
  const directory = new InMemoryApiKeyDirectory(store)
  const clock = aClock()
  const ids = options.ids ?? sequentialIds()
  const cache = new AppCallerCache(clock)
  const registry = new InProcessGenerationRegistry()
  const models = registryOf(options.model ?? new ScriptedModel(['Hel', 'lo']), options.embedding)
  const kinds = NodeKindTable.of(
    standardNodeKinds({
      models,
      code: {
        run: async () => ({ type: 'refused', reason: 'busy', message: 'No code in these tests.' }),
      },
      templates: { render: (text) => ({ type: 'rendered', text }) },
    }),
  )
  const engine = options.engine ?? new WorkflowEngine({ clock, ids })
  const workflows = new PublishedWorkflows({ unitOfWork, kinds })
  const activity = new RunActivity()
  const turns = new ConversationTurns({
    unitOfWork,
    clock,
    ...(options.moderation && { moderation: options.moderation }),
  })
  const shared = { unitOfWork, clock, ids, cache, kinds, registry, models, workflows, runEvents }
  const { moderation, externalData } = options
  const running = {
    ...shared,
    engine,
    activity,
    turns,
    logger: options.logger ?? silentLogger,
    pause: async () => undefined,
    ...(moderation && { moderation }),
    ...(externalData && { externalData }),
  }
  const pausedRuns = new PausedRuns(running)
  const ports = { ...running, directory, pausedRuns, hasher: sha256 }
  const schedule = options.persistence?.schedule ?? new InMemoryHumanInputFormSchedule(store)
  const index = new AnnotationIndex(ports)
  const indexing = { ...ports, index }
  const annotations = new AnnotationReplies(indexing)
  const modelApps = new ModelAppStrategy({ ...ports, annotations })
  const auxiliary = options.auxiliary ?? NO_AUXILIARY_MODELS
  const titleWriter = new TitleWriter(auxiliary)
  const titles = new ConversationTitles({ ...ports, writer: titleWriter })
  return {
    ...ports,
    store,
    bootstrap: new BootstrapWorkspace(ports),
    resolveEndUser: new ResolveEndUser(ports),
    authenticate: new AuthenticateApiKey(ports),
    importApp: new ImportApp(ports),
    exportApp: new ExportApp(unitOfWork),
    publishWorkflow: new PublishWorkflow(ports),
    issueApiKey: new IssueApiKey({ ...ports, tokens: { token: () => 'x'.repeat(24) } }),
    revokeApiKey: new RevokeApiKey(ports),
    runWorkflow: new RunWorkflow(ports),
    getWorkflowRun: new GetWorkflowRun(runEvents),
    getForm: new GetForm(ports),
    submitForm: new SubmitForm(ports),
    expireForms: new ExpireForms({ ...ports, schedule }),
    followRun: new FollowRun(ports),
    resumeRun: new ResumeRun(pausedRuns),
    runNode: new RunNode(ports),
    stopGeneration: new StopGeneration(registry, ports),
    annotationIndex: index,
    annotationUseCases: {
      listAnnotations: new ListAnnotations(unitOfWork),
      createAnnotation: new CreateAnnotation(indexing),
      updateAnnotation: new UpdateAnnotation(indexing),
      deleteAnnotation: new DeleteAnnotation(unitOfWork),
      switchAnnotationReply: new SwitchAnnotationReply(indexing),
      getAnnotationJob: new GetAnnotationJob(ports),
    },
    titles,
    renameConversation: new RenameConversation({ ...ports, titles: titleWriter }),
    getSuggestedQuestions: new GetSuggestedQuestions({
      ...ports,
      suggester: new QuestionSuggester(auxiliary),
    }),
    generateResponse: new GenerateResponse({
      unitOfWork,
      titles,
      strategies: {
        chat: modelApps,
        completion: modelApps,
        'advanced-chat': new WorkflowAppStrategy({ ...ports, annotations }),
      },
    }),
    read: <Result>(work: (repositories: Repositories) => Promise<Result>): Promise<Result> =>
      unitOfWork.run(TENANT, work),
  }
}

const NO_AUXILIARY_MODELS: AuxiliaryModels = {
  byDefault: async () => undefined,
  chosen: async () => undefined,
}

export type Workspace = ReturnType<typeof aWorkspace>

export function aContext(signal: AbortSignal = new AbortController().signal): RequestContext {
  return { tenantId: TENANT, requestId: 'request', signal }
}

/** The workspace and its owner, stored. */
export async function withTenant(workspace: Workspace): Promise<void> {
  await workspace.bootstrap.execute({
    tenantId: TENANT,
    name: 'Looms',
    owner: { id: OWNER, name: 'Ada', email: 'ada@example.org' },
  })
}

/** Imports a document, published at once, and gives the app as it is stored. */
export async function importedApp(workspace: Workspace, text: string): Promise<App> {
  await withTenant(workspace)
  const report = await workspace.importApp.execute({ tenantId: TENANT, text, publish: true })
  if (report.error) throw report.error
  return storedApp(workspace, report.appId!)
}

export async function storedApp({ read }: Workspace, id: AppId): Promise<App> {
  const app = await read(({ apps }) => apps.find(id))
  return app!
}

export function anEndUserOf(workspace: Workspace, app: App, user = 'u-1'): Promise<EndUser> {
  return workspace.resolveEndUser.execute(aContext(), { app, user })
}

/** All events of a generation, in order. */
export async function collect(
  batches: AsyncIterable<readonly GenerationEvent[]>,
): Promise<GenerationEvent[]> {
  const all: GenerationEvent[] = []
  for await (const events of batches) all.push(...events)
  return all
}

/** The one event of a type; fails when there is none. */
export function only<Type extends GenerationEvent['type']>(
  events: readonly GenerationEvent[],
  type: Type,
): Extract<GenerationEvent, { readonly type: Type }> {
  const found = events.filter(
    (event): event is Extract<GenerationEvent, { readonly type: Type }> => event.type === type,
  )
  if (found.length !== 1) throw new Error(`${found.length} events of the type ${type}`)
  return found[0]!
}
