import { createWirePresenter } from '@weft/adapters-http'
import {
  type ModerationMethods,
  openConversation,
  type GenerationBegun,
  type GenerationEvent,
} from '@weft/application/conversation'
import { mockedNodeKinds, readDocument, runWorkflow } from '@weft/application/workflow'
import type { JsonArray, JsonObject } from '@weft/domain/kernel'
import type { ModelRegistry } from '@weft/domain/model'
import {
  NodeKindTable,
  readWorkflow,
  startForm,
  validateInputs,
  type RunEvent,
  type RunId,
  type TemplateRenderer,
} from '@weft/domain/workflow'
import type { Container } from 'inversify'
import { loadConfig } from '../config/load-config.js'
import { openLocalServices } from '../composition/local-services.js'
import { TOKENS } from '../composition/tokens.js'
import { RunRecorder } from '../graph/run-recorder.js'
import { requirePictureFile, writePicture } from '../graph/write-picture.js'
import { EXIT } from '../terminal/exit-code.js'
import { GenerationProgress } from '../terminal/generation-progress.js'
import { readDocumentFile } from './app-import.js'
import type { CommandHost } from './command-host.js'
import { withConversationVariables } from './local-document.js'
import { readFileArguments, readJsonMap, readMocks } from './run-input.js'
import { UsageError } from './usage-error.js'

export type RunCommandArgs = {
  readonly config?: string | undefined
  readonly dsl: string
  readonly inputs?: string
  readonly query?: string
  readonly files?: readonly string[]
  readonly conversationVariables?: string
  readonly model?: string
  readonly mocks?: string
  readonly events?: boolean
  /** File to draw the run into. */
  readonly graph?: string
}

/** Runs a document in this process and shows it: to a person, or as JSON lines. */
export async function runDocument(args: RunCommandArgs, host: CommandHost): Promise<number> {
  const turn = await readTurn(args, host)
  const recorder = recorderFor(args, turn.document)
  const config = loadConfig({
    workingDir: host.workingDir,
    environment: host.environment,
    file: args.config,
  })
  const model = args.model ?? config.models.default
  const services = openLocalServices({ ...config, models: { ...config.models, default: model } })
  const interrupt = new AbortController()
  const stopListening = host.onInterrupt(() => {
    interrupt.abort(new Error('interrupted'))
  })
  try {
    const kinds = await kindsFor(turn.document, args, host, services.container)
    const models = services.container.get(TOKENS.models)
    const templates = services.container.get(TOKENS.templates)
    const moderation = services.container.get(TOKENS.moderation)
    const files = await readFileArguments(
      args.files ?? [],
      services.container.get(TOKENS.fileStore),
      host.workingDir,
    )
    const { signal } = interrupt
    const batches = startTurn({ ...turn, files }, { kinds, models, templates, moderation, signal })
    const succeeded = await show(recorder ? recorder.watch(batches) : batches, args, host)
    if (recorder && args.graph !== undefined)
      await writePicture(host.workingDir, args.graph, recorder.picture)
    if (interrupt.signal.aborted) return EXIT.interrupted
    return succeeded ? EXIT.ok : EXIT.failed
  } finally {
    stopListening()
    await services.close()
  }
}

type Turn = {
  readonly document: string | JsonObject
  readonly inputs: JsonObject
  readonly query: string
}

async function readTurn(args: RunCommandArgs, host: CommandHost): Promise<Turn> {
  const { workingDir } = host
  const text = await readDocumentFile(workingDir, args.dsl)
  const variables = await readJsonMap(
    '--conversation-variables',
    args.conversationVariables,
    workingDir,
  )
  return {
    document: withConversationVariables(text, variables),
    inputs: await readJsonMap('--inputs', args.inputs, workingDir),
    query: args.query ?? '',
  }
}

async function kindsFor(
  document: string | JsonObject,
  { mocks: file }: RunCommandArgs,
  host: CommandHost,
  container: Container,
): Promise<NodeKindTable> {
  if (file === undefined) return container.get(TOKENS.kinds)
  const mocks = await readMocks(file, host.workingDir)
  const { body } = readDocument(document)
  if (body.type !== 'workflow')
    throw new UsageError(
      '--mocks goes with workflow and advanced-chat apps: this one has no nodes.',
    )
  const kinds = container.get(TOKENS.kinds).list()
  return NodeKindTable.of(mockedNodeKinds(kinds, mocks, readWorkflow(body.workflow).graph.nodes))
}

/** @throws UsageError when the run cannot be drawn into such a file, or has no graph. */
function recorderFor(
  { graph: file }: RunCommandArgs,
  document: string | JsonObject,
): RunRecorder | undefined {
  if (file === undefined) return undefined
  requirePictureFile(file)
  const { app, body } = readDocument(document)
  if (body.type !== 'workflow')
    throw new UsageError(
      '--graph goes with workflow and advanced-chat apps: this one has no nodes.',
    )
  const { graph } = readWorkflow(body.workflow)
  return new RunRecorder({ title: app.name, mode: app.mode, graph })
}

type TurnServices = {
  readonly kinds: NodeKindTable
  readonly models: ModelRegistry
  readonly templates: TemplateRenderer
  readonly moderation: ModerationMethods
  readonly signal: AbortSignal
}

function startTurn(
  turn: Turn & { readonly files: JsonArray },
  { kinds, models, templates, moderation, signal }: TurnServices,
): AsyncIterable<readonly GenerationEvent[]> {
  const { app, body } = readDocument(turn.document)
  if (app.mode === 'workflow' && body.type === 'workflow') {
    const inputs = validateInputs(startForm(readWorkflow(body.workflow).graph), turn.inputs)
    const { files } = turn
    return withBeginning(runWorkflow(turn.document, { inputs, files, signal }, { kinds }))
  }
  if (turn.query === '')
    throw new UsageError(`An app of the mode ${app.mode} answers what the user says: give --query.`)
  return openConversation(turn.document, { kinds, models, templates, moderation }).say({
    ...turn,
    signal,
  })
}

/** A library run as a generation: what clients are told first is made from the run's start. */
async function* withBeginning(
  batches: AsyncIterable<readonly RunEvent[]>,
): AsyncGenerator<readonly GenerationEvent[], void, undefined> {
  for await (const batch of batches) {
    const [first] = batch
    yield first?.type === 'RunStarted' ? [beginning(first.runId, first.at), ...batch] : batch
  }
}

function beginning(runId: RunId, createdAt: Date): GenerationBegun {
  return {
    type: 'GenerationBegun',
    taskId: runId,
    mode: 'workflow',
    message: undefined,
    run: { id: runId, workflowId: runId, createdAt, createdBy: { id: 'user', user: 'user' } },
  }
}

/** True when the generation succeeded, entirely or partially. */
async function show(
  batches: AsyncIterable<readonly GenerationEvent[]>,
  args: RunCommandArgs,
  host: CommandHost,
): Promise<boolean> {
  const present = createWirePresenter()
  const progress = new GenerationProgress(host.stdout, host.stderr)
  let succeeded = false
  for await (const batch of batches) {
    for (const event of batch) {
      if (args.events) printWireEvent(present(event), host)
      else progress.show(event)
      succeeded = outcomeAfter(event, succeeded)
    }
  }
  return succeeded
}

function printWireEvent(event: object | undefined, host: CommandHost): void {
  if (event) host.stdout.write(`${JSON.stringify(event)}\n`)
}

function outcomeAfter(event: GenerationEvent, before: boolean): boolean {
  switch (event.type) {
    case 'RunSucceeded':
    case 'RunPartiallySucceeded':
    case 'MessageEnded':
      return true
    case 'RunFailed':
    case 'RunStopped':
    case 'GenerationFailed':
      return false
    default:
      return before
  }
}
