import type { Command } from 'commander'
import {
  changeCodePolicy,
  grantCodeNetwork,
  resetCodeNetwork,
  revokeCodeNetwork,
  showCodeSettings,
  type CodeNetworkArgs,
  type CodePolicyArgs,
  type CodeSettingsArgs,
} from './code-settings-command.js'
import type { CommandHost } from './command-host.js'

type ExitWith = (code: number) => void
type Options<Args> = Omit<Args, 'config'>
type Config = () => string | undefined
type Action<Args> = (args: Args, host: CommandHost) => Promise<number>

/** `weft sandbox settings`, `network` and `policy`: what code of a workspace may do. */
export function addCodeSettings(
  sandbox: Command,
  config: Config,
  host: CommandHost,
  exitWith: ExitWith,
): void {
  const act =
    <Args extends CodeSettingsArgs>(action: Action<Args>) =>
    async (options: Options<Args>) => {
      exitWith(await action({ ...options, config: config() } as Args, host))
    }
  withCommon(sandbox.command('settings'))
    .description('show what code of a workspace may do, and who decided it')
    .action(act<CodeSettingsArgs>(showCodeSettings))
  addNetwork(sandbox.command('network'), act)
  addPolicy(sandbox.command('policy'), act)
}

type Act = <Args extends CodeSettingsArgs>(
  action: Action<Args>,
) => (options: Options<Args>) => Promise<void>

function addNetwork(network: Command, act: Act): void {
  network.description('let code of a workspace use the network, or not').addHelpText(
    'after',
    `
Code reaches public addresses only, and those the operator names under sandbox.networkAllow. Whatever a workspace
grants, sandbox.network: forbidden in the configuration denies.

Examples:
  weft sandbox network grant
  weft sandbox network grant --host api.example.org --host "*.example.com"
  weft sandbox network revoke --host api.example.org
  weft sandbox network revoke --workspace 018f2f7a-1111-7aaa-8bbb-000000000001`,
  )
  withCommon(network.command('grant'))
    .description('let code use the network: the hosts named so far, or every public one')
    .option('--host <host...>', 'only these hosts: api.example.org, *.example.org, host:8443')
    .option('--any-host', 'every public host again')
    .action(act<CodeNetworkArgs>(grantCodeNetwork))
  withCommon(network.command('revoke'))
    .description('take the network away from code')
    .option('--host <host...>', 'take these hosts away only; the last one takes the network along')
    .action(act<CodeNetworkArgs>(revokeCodeNetwork))
  withCommon(network.command('reset'))
    .description('forget what was decided: sandbox.network of the configuration holds')
    .action(act<CodeSettingsArgs>(resetCodeNetwork))
}

function addPolicy(policy: Command, act: Act): void {
  withCommon(policy)
    .description('say what code of a workspace should not do, and what is refused')
    .option(
      '--block-import <module...>',
      'modules with all below them: os, or subprocess=9 (else severity 8)',
    )
    .option('--block-call <function...>', 'functions: eval, or os.system=9 (else severity 8)')
    .option('--unblock-import <module...>', 'take such a module back')
    .option('--unblock-call <function...>', 'take such a function back')
    .option('--refuse-from <severity>', 'run no code in which this is found: 1 to 10, or never')
    .option('--reset', 'take back everything the workspace said')
    .addHelpText(
      'after',
      `
Code is read before it runs. This is advice for authors, not what keeps the machine safe: code that is clever
enough is not found. A policy in the configuration (sandbox.policy) can be made stricter, not weaker. Go is not read.

Examples:
  weft sandbox policy
  weft sandbox policy --block-import subprocess=9 --block-call eval --refuse-from 8
  weft sandbox policy --refuse-from never`,
    )
    .action(act<CodePolicyArgs>(changeCodePolicy))
}

function withCommon(command: Command): Command {
  return command
    .option('-w, --workspace <id>', 'id of the workspace (default: the one there is)')
    .option('-d, --data-dir <folder>', 'folder of the embedded database (default: ./.weft)')
    .option('--database-url <url>', 'PostgreSQL to use in place of the embedded database')
    .option('--json', 'print one JSON line')
}
