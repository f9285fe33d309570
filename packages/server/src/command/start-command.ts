import { performance } from 'node:perf_hooks'
import { resolve } from 'node:path'
import { createServiceApi, serve, type RunningServer } from '@weft/adapters-http'
import type { DefaultModel } from '@weft/application/model'
import type { Logger } from '@weft/domain/kernel'
import { describeModel } from '@weft/domain/model'
import type { Container } from 'inversify'
import type { Config } from '../config/config.js'
import { loadConfig } from '../config/load-config.js'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import {
  describeStorage,
  openInstallation,
  type Installation,
} from '../composition/installation.js'
import { TOKENS } from '../composition/tokens.js'
import { createLogger } from '../system/pino-logger.js'
import { SecretKey } from '../system/secret-key.js'
import { EXIT } from '../terminal/exit-code.js'
import { renderStartScreen, type ServedApp } from '../terminal/start-screen.js'
import { VERSION } from '../version.js'
import { importSource, readDocumentFile } from './app-import.js'
import {
  endOrphanedRuns,
  startBackgroundDuties,
  type BackgroundDuties,
} from './background-duties.js'
import type { CommandHost } from './command-host.js'
import { readExampleApps } from './example-apps.js'
import { listServedApps } from './served-apps.js'
import { UsageError } from './usage-error.js'

export type StartArgs = {
  readonly config?: string | undefined
  readonly port?: number
  readonly host?: string
  readonly dataDir?: string
  readonly databaseUrl?: string
  readonly import?: readonly string[]
  readonly role?: string
  readonly json?: boolean
}

/** Serves until the process is asked to end. */
export async function startServer(args: StartArgs, host: CommandHost): Promise<number> {
  const config = loadConfig({
    workingDir: host.workingDir,
    environment: host.environment,
    file: args.config,
    overrides: {
      port: args.port,
      host: args.host,
      dataDir: args.dataDir,
      databaseUrl: args.databaseUrl,
      role: args.role,
    },
  })
  const interrupted = waitForInterrupt(host)
  const documents = await readImports(args.import ?? [], host)
  const logger = createLogger(config.log.level ?? (showsScreen(args, host) ? 'warn' : 'info'))
  const secretKey = SecretKey.load(config.dataDir, config.secretKey)
  const installation = await openInstallation(config, logger)
  try {
    await endOrphanedRuns(installation.container, config)
    await importAtStart(installation, documents)
    const apps = await listServedApps(installation.container, secretKey)
    const server = await serve(buildApi(installation.container, config, logger), config)
    const model = await defaultModel(installation.container)
    announce({ args, host, config, apps, model, url: server.url })
    logger.info('server ready', { url: server.url, role: config.role, version: VERSION })
    const duties = dutiesOf(installation.container, config)
    await interrupted
    await stop(server, config, host, showsScreen(args, host))
    await duties?.stop()
    return EXIT.ok
  } finally {
    await installation.close()
  }
}

/** What answers in apps that ask for the default model, the examples among them. */
function defaultModel(container: Container): Promise<DefaultModel | undefined> {
  return container.get(TOKENS.models).defaultModel(DEFAULT_WORKSPACE, 'llm')
}

function dutiesOf(container: Container, config: Config): BackgroundDuties | undefined {
  return config.role === 'api' ? undefined : startBackgroundDuties(container, config)
}

function showsScreen(args: StartArgs, host: CommandHost): boolean {
  return args.json !== true && host.stdout.isTTY === true
}

function waitForInterrupt(host: CommandHost): Promise<void> {
  return new Promise((done) => {
    host.onInterrupt(done)
  })
}

type Import = { readonly text: string; readonly source: string; readonly name: string }

/** Read before anything is opened: a mistyped name must not leave a half-made installation. */
async function readImports(
  files: readonly string[],
  host: CommandHost,
): Promise<readonly Import[]> {
  return Promise.all(
    files.map(async (file) => ({
      name: file,
      source: resolve(host.workingDir, file),
      text: await readDocumentFile(host.workingDir, file),
    })),
  )
}

async function importAtStart(installation: Installation, documents: readonly Import[]) {
  const examples = installation.isNew ? await readExampleApps() : []
  const all = [
    ...examples.map(({ name, text }) => ({ name, text, source: `example:${name}` })),
    ...documents,
  ]
  for (const document of all) {
    const report = await importSource(installation.container, document)
    if (report.error)
      throw new UsageError(`${document.name} cannot be imported: ${report.error.message}`, {
        cause: report.error,
      })
  }
}

function buildApi(container: Container, config: Config, logger: Logger) {
  return createServiceApi({
    useCases: {
      authenticateApiKey: container.get(TOKENS.authenticateApiKey),
      resolveEndUser: container.get(TOKENS.resolveEndUser),
      getAppInfo: container.get(TOKENS.getAppInfo),
      getAppParameters: container.get(TOKENS.getAppParameters),
      getAppMeta: container.get(TOKENS.getAppMeta),
      generateResponse: container.get(TOKENS.generateResponse),
      stopGeneration: container.get(TOKENS.stopGeneration),
      renameConversation: container.get(TOKENS.renameConversation),
      getSuggestedQuestions: container.get(TOKENS.getSuggestedQuestions),
      listAnnotations: container.get(TOKENS.listAnnotations),
      createAnnotation: container.get(TOKENS.createAnnotation),
      updateAnnotation: container.get(TOKENS.updateAnnotation),
      deleteAnnotation: container.get(TOKENS.deleteAnnotation),
      switchAnnotationReply: container.get(TOKENS.switchAnnotationReply),
      getAnnotationJob: container.get(TOKENS.getAnnotationJob),
      runWorkflow: container.get(TOKENS.runWorkflow),
      getWorkflowRun: container.get(TOKENS.getWorkflowRun),
      followRun: container.get(TOKENS.followRun),
      getForm: container.get(TOKENS.getForm),
      submitForm: container.get(TOKENS.submitForm),
    },
    logger,
    version: VERSION,
    maxBodyBytes: config.maxRequestBytes,
    readinessChecks: { database: () => container.get(TOKENS.database).ping() },
  })
}

type Announcement = {
  readonly args: StartArgs
  readonly host: CommandHost
  readonly config: Config
  readonly apps: readonly ServedApp[]
  readonly model: DefaultModel | undefined
  readonly url: string
}

function announce({ args, host, config, apps, model, url }: Announcement): void {
  const text = args.json
    ? `${JSON.stringify({ event: 'ready', url, apps: apps.map(wireApp), default_model: wireModel(model) })}\n`
    : renderStartScreen({
        version: VERSION,
        url,
        storage: describeStorage(config),
        apps,
        model,
        readyMs: performance.now(),
      })
  host.stdout.write(text)
}

function wireApp({ id, name, mode, apiKey }: ServedApp) {
  return { id, name, mode, api_key: apiKey }
}

function wireModel(found: DefaultModel | undefined) {
  if (!found) return null
  const { model, chosenBy, problems } = found
  return { model: describeModel(model), chosen_by: chosenBy, problems }
}

async function stop(
  server: RunningServer,
  config: Config,
  host: CommandHost,
  speaks: boolean,
): Promise<void> {
  if (speaks) host.stdout.write('\n  Stopping …\n')
  await server.close(config.shutdownMs)
}
