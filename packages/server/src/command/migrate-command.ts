import type { Database } from '@weft/adapters-postgres'
import { silentLogger } from '@weft/domain/kernel'
import pc from 'picocolors'
import { loadConfig } from '../config/load-config.js'
import { openDatabaseOf } from '../composition/installation.js'
import { EXIT } from '../terminal/exit-code.js'
import type { CommandHost, Output } from './command-host.js'

export type MigrateArgs = {
  readonly config?: string | undefined
  readonly direction: 'up' | 'down' | 'status'
  readonly dataDir?: string
  readonly databaseUrl?: string
}

/** Moves the database's schema, or says where it stands. */
export async function migrate(args: MigrateArgs, host: CommandHost): Promise<number> {
  const config = loadConfig({
    workingDir: host.workingDir,
    environment: host.environment,
    file: args.config,
    overrides: { dataDir: args.dataDir, databaseUrl: args.databaseUrl },
  })
  const database = await openDatabaseOf(config, silentLogger)
  try {
    await DIRECTIONS[args.direction](database, host.stdout)
    return EXIT.ok
  } finally {
    await database.close()
  }
}

type Direction = (database: Database, output: Output) => Promise<void>

const DIRECTIONS: Readonly<Record<MigrateArgs['direction'], Direction>> = {
  async up(database, output) {
    const applied = await database.migrateUp()
    output.write(
      applied.length === 0
        ? 'The schema is up to date.\n'
        : applied.map((name) => `${pc.green('↑')} ${name}\n`).join(''),
    )
  },
  async down(database, output) {
    const reverted = await database.migrateDown()
    output.write(
      reverted === undefined
        ? 'There is nothing to take back.\n'
        : `${pc.yellow('↓')} ${reverted}\n`,
    )
  },
  async status(database, output) {
    for (const { name, appliedAt } of await database.migrationStatus())
      output.write(
        `${appliedAt ? pc.green('✓') : pc.dim('·')} ${name}  ${pc.dim(appliedAt?.toISOString() ?? 'not applied')}\n`,
      )
  },
}
