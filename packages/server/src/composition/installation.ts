import { openDatabase, type Database } from '@weft/adapters-postgres'
import { AccountId } from '@weft/domain/account'
import type { Logger } from '@weft/domain/kernel'
import { join } from 'node:path'
import { Container } from 'inversify'
import type { Config } from '../config/config.js'
import { systemClock } from '../system/system-clock.js'
import { UuidGenerator } from '../system/uuid-generator.js'
import { annotationModule } from './annotation-module.js'
import { appModule } from './app-module.js'
import { codeRulesModule } from './code-rules-module.js'
import { extensionModule } from './extension-module.js'
import { DEFAULT_WORKSPACE } from './default-workspace.js'
import { conversationModule } from './conversation-module.js'
import { kernelModule } from './kernel-module.js'
import { modelModule, workspaceModelModule } from './model-module.js'
import { modelUpkeepModule } from './model-upkeep-module.js'
import { persistenceModule } from './persistence-module.js'
import { TOKENS } from './tokens.js'
import { closeWaysOut, egressModule } from './ways-out.js'
import { nodeModule } from './node-module.js'
import { generationModule } from './workflow-module.js'
import { DiskFileStore } from '@weft/adapters-files'

const OWNER = AccountId.parse('00000000-0000-7000-8000-000000000002')

/** An opened installation: its container, and how to close what was opened. */
export type Installation = {
  readonly container: Container
  /** True when the workspace was made by this opening. */
  readonly isNew: boolean
  /** Closes in reverse order of opening. Closing twice is closing once. */
  close(): Promise<void>
}

/**
 * Opens the database, brings its schema up to date, makes sure of the workspace, and wires everything together.
 *
 * @throws DataFolderInUse when another process works on the data folder.
 */
export async function openInstallation(config: Config, logger: Logger): Promise<Installation> {
  const database = await openDatabase(databaseOptions(config, logger))
  try {
    await database.migrateUp()
    const container = await wire(config, logger, database)
    const isNew = await ensureWorkspace(container)
    return { container, isNew, close: closing(container, database) }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens the database alone, with its schema as it is. */
export function openDatabaseOf(config: Config, logger: Logger): Promise<Database> {
  return openDatabase(databaseOptions(config, logger))
}

/** Where the data is, for people. */
export function describeStorage(config: Config): string {
  if (config.databaseUrl === undefined) return `${config.dataDir} (embedded PGlite)`
  const { host, pathname } = new URL(config.databaseUrl)
  return `PostgreSQL at ${host}${pathname}`
}

function databaseOptions({ databaseUrl, dataDir }: Config, logger: Logger) {
  return databaseUrl === undefined
    ? ({ kind: 'pglite', dataDir: join(dataDir, 'database'), logger } as const)
    : ({ kind: 'postgres', url: databaseUrl, logger } as const)
}

async function wire(config: Config, logger: Logger, database: Database): Promise<Container> {
  const ids = new UuidGenerator()
  const fileStore = await DiskFileStore.open(join(config.dataDir, 'files'), ids)
  const container = new Container()
  container.load(
    kernelModule({ config, logger, clock: systemClock, ids }),
    persistenceModule(database),
    egressModule,
    modelModule,
    modelUpkeepModule,
    workspaceModelModule,
    codeRulesModule,
    extensionModule,
    nodeModule(fileStore),
    appModule,
    conversationModule,
    annotationModule,
    generationModule,
  )
  return container
}

async function ensureWorkspace(container: Container): Promise<boolean> {
  const unitOfWork = container.get(TOKENS.unitOfWork)
  const existing = await unitOfWork.run(DEFAULT_WORKSPACE, ({ tenants }) =>
    tenants.find(DEFAULT_WORKSPACE),
  )
  if (existing) return false
  await container.get(TOKENS.bootstrapWorkspace).execute({
    tenantId: DEFAULT_WORKSPACE,
    name: 'Workspace',
    owner: { id: OWNER, name: 'Owner', email: 'owner@localhost' },
  })
  return true
}

function closing(container: Container, database: Database): () => Promise<void> {
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await container.get(TOKENS.titles).close()
    await container.get(TOKENS.switchAnnotationReply).close()
    await container.get(TOKENS.annotationIndex).close()
    await container.get(TOKENS.code).close()
    await container.get(TOKENS.modelCalls).close()
    await closeWaysOut(container)
    await database.close()
  }
  return () => (closed ??= close())
}
