import { silentLogger } from '@weft/domain/kernel'
import type { Container } from 'inversify'
import { openInstallation } from '../composition/installation.js'
import { loadConfig } from '../config/load-config.js'
import { EXIT } from '../terminal/exit-code.js'
import type { CommandHost } from './command-host.js'

/** What says where the installation is. */
export type StorageArgs = {
  readonly config?: string | undefined
  readonly dataDir?: string
  readonly databaseUrl?: string
}

/** Opens the installation, lets the work use it, and closes it. */
export async function withInstallation(
  args: StorageArgs,
  host: CommandHost,
  work: (container: Container, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const config = loadConfig({
    workingDir: host.workingDir,
    environment: host.environment,
    file: args.config,
    overrides: { dataDir: args.dataDir, databaseUrl: args.databaseUrl },
  })
  const installation = await openInstallation(config, silentLogger)
  const interrupt = new AbortController()
  const stopListening = host.onInterrupt(() => {
    interrupt.abort(new Error('interrupted'))
  })
  try {
    await work(installation.container, interrupt.signal)
    return EXIT.ok
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted
    throw error
  } finally {
    stopListening()
    await installation.close()
  }
}
