import { stringify } from 'yaml'
import { describeConfig } from '../config/describe-config.js'
import { ENVIRONMENT_SETTINGS } from '../config/environment.js'
import { loadConfig } from '../config/load-config.js'
import { PROVIDER_VARIABLES } from '../config/provider-shortcut.js'
import type { CommandHost } from './command-host.js'
import { table } from './models-output.js'

export type ConfigArgs = {
  readonly config?: string | undefined
  readonly environment?: boolean
}

/** Prints the effective configuration, or the variables it may come from. */
export function showConfig(args: ConfigArgs, host: CommandHost): void {
  host.stdout.write(args.environment ? listVariables() : effectiveConfig(args, host))
}

function effectiveConfig(args: ConfigArgs, host: CommandHost): string {
  const config = loadConfig({
    workingDir: host.workingDir,
    environment: host.environment,
    file: args.config,
  })
  return stringify(describeConfig(config))
}

function listVariables(): string {
  const rows = [
    ...ENVIRONMENT_SETTINGS.map(({ variable, help, path }) => [
      variable,
      `${help} (${path.join('.')})`,
    ]),
    ...PROVIDER_VARIABLES.map(({ variable, help }) => [variable, help]),
  ]
  return table(rows)
}
