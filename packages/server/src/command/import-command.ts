import { resolve } from 'node:path'
import type { ImportReport } from '@weft/application/app'
import { AppId } from '@weft/domain/app'
import { silentLogger } from '@weft/domain/kernel'
import type { Container } from 'inversify'
import pc from 'picocolors'
import { loadConfig } from '../config/load-config.js'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { openInstallation } from '../composition/installation.js'
import { TOKENS } from '../composition/tokens.js'
import { SecretKey } from '../system/secret-key.js'
import { EXIT } from '../terminal/exit-code.js'
import { readDocumentFile } from './app-import.js'
import type { CommandHost } from './command-host.js'
import { serveApp } from './served-apps.js'
import { UsageError } from './usage-error.js'

export type ImportArgs = {
  readonly config?: string | undefined
  readonly dsl: readonly string[]
  readonly app?: string
  readonly yes?: boolean
  readonly json?: boolean
  readonly dataDir?: string
  readonly databaseUrl?: string
}

/** Imports each document as an app, or over the app named, and publishes it. */
export async function importApps(args: ImportArgs, host: CommandHost): Promise<number> {
  const appId = parseAppId(args)
  const config = loadConfig({
    workingDir: host.workingDir,
    environment: host.environment,
    file: args.config,
    overrides: { dataDir: args.dataDir, databaseUrl: args.databaseUrl },
  })
  const texts = await Promise.all(args.dsl.map((file) => readDocumentFile(host.workingDir, file)))
  const secretKey = SecretKey.load(config.dataDir, config.secretKey)
  const installation = await openInstallation(config, silentLogger)
  try {
    let failures = 0
    for (const [index, text] of texts.entries()) {
      const report = await importOne(installation.container, {
        text,
        appId,
        yes: args.yes === true,
      })
      if (report.appId === undefined) failures++
      const file = resolve(host.workingDir, args.dsl[index] ?? '')
      await tell({ args, host, file, report, container: installation.container, secretKey })
    }
    return failures === 0 ? EXIT.ok : EXIT.failed
  } finally {
    await installation.close()
  }
}

function parseAppId({ app, dsl }: ImportArgs): AppId | undefined {
  if (app === undefined) return undefined
  if (dsl.length > 1) throw new UsageError('--app goes with one document.')
  const id = AppId.tryParse(app)
  if (!id) throw new UsageError(`${JSON.stringify(app)} is not an app id.`)
  return id
}

function importOne(
  container: Container,
  args: { readonly text: string; readonly appId: AppId | undefined; readonly yes: boolean },
): Promise<ImportReport> {
  return container.get(TOKENS.importApp).execute({
    tenantId: DEFAULT_WORKSPACE,
    text: args.text,
    publish: true,
    isVersionConfirmed: args.yes,
    ...(args.appId && { appId: args.appId }),
  })
}

type Telling = {
  readonly args: ImportArgs
  readonly host: CommandHost
  readonly file: string
  readonly report: ImportReport
  readonly container: Container
  readonly secretKey: SecretKey
}

async function tell({ args, host, file, report, container, secretKey }: Telling): Promise<void> {
  const apiKey = await keyOf(report, container, secretKey)
  if (args.json) {
    host.stdout.write(`${JSON.stringify(wireReport(file, report, apiKey))}\n`)
    return
  }
  if (report.appId === undefined) {
    host.stderr.write(`${pc.red('✗')} ${file}\n  ${problem(report)}\n`)
    return
  }
  host.stdout.write(
    `${pc.green('✓')} ${file}\n  ${report.status} · ${report.mode ?? ''} · app ${report.appId}\n  API key ${pc.yellow(apiKey ?? '')}\n`,
  )
}

async function keyOf(
  { appId, mode }: ImportReport,
  container: Container,
  secretKey: SecretKey,
): Promise<string | undefined> {
  if (appId === undefined || mode === undefined) return undefined
  return (await serveApp(container, secretKey, { id: appId, mode, name: '' })).apiKey
}

function problem(report: ImportReport): string {
  if (report.status === 'pending')
    return `The document's version ${report.importedDslVersion ?? ''} is not one of ${report.currentDslVersion}'s line; --yes imports it all the same.`
  return report.error?.message ?? 'The document could not be imported.'
}

function wireReport(file: string, report: ImportReport, apiKey: string | undefined) {
  return {
    file,
    status: report.status,
    app_id: report.appId ?? null,
    app_mode: report.mode ?? null,
    api_key: apiKey ?? null,
    current_dsl_version: report.currentDslVersion,
    imported_dsl_version: report.importedDslVersion ?? null,
    error: report.error?.message ?? null,
  }
}
