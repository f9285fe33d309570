import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const BINARIES = findBinaries()
const isRequired = process.env['WEFT_REQUIRE_POSTGRES'] === '1'

/** Whether suites on a real PostgreSQL server are run. `WEFT_REQUIRE_POSTGRES=1` runs, and so fails, them without one. */
export const hasPostgres = BINARIES !== undefined || isRequired

/** Title suffix that shows why a suite was left out. */
export const postgresNote = hasPostgres ? '' : ' (left out: no PostgreSQL server is installed)'

/** A PostgreSQL server of the tests' own: empty, reachable through a socket file only, gone after `stop`. */
export type PostgresCluster = {
  /** The superuser `postgres`'s URL, or another user's, of a database. */
  url(database?: string, user?: string): string
  stop(): Promise<void>
}

/** Starts a throw-away server as a user without privileges, because the server refuses to run as root. */
export async function startPostgresCluster(): Promise<PostgresCluster> {
  if (BINARIES === undefined) throw new Error('WEFT_REQUIRE_POSTGRES is set, but no server is here')
  const folder = mkdtempSync(join(tmpdir(), 'weft-postgres-'))
  const owner = unprivilegedUser()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  await finish(spawn(join(BINARIES, 'initdb'), initdb, { ...owner, stdio: 'ignore' }))
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, 'fsync=off']
  const server = spawn(
    join(BINARIES, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...owner, stdio: 'ignore' },
  )
  const stopAtOnce = () => server.kill('SIGQUIT')
  process.once('exit', stopAtOnce)
  await waitUntilReady(data, server)
  return {
    url: (database = 'postgres', user = 'postgres') =>
      `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(folder)}`,
    async stop() {
      process.off('exit', stopAtOnce)
      const exited = once(server, 'exit')
      server.kill('SIGINT')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findBinaries(): string | undefined {
  const packaged = '/usr/lib/postgresql'
  const versions = existsSync(packaged) ? readdirSync(packaged) : []
  const folders = [
    ...versions
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(packaged, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))),
  )
}

/** Nothing when the tests themselves have no privileges. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres', 'nobody'].flatMap((name) =>
    users.filter((user) => user.startsWith(`${name}:`)),
  )[0]
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error('No user to run PostgreSQL as')
  return { uid: Number(uid), gid: Number(gid) }
}

async function finish(program: ChildProcess): Promise<void> {
  const [code] = (await once(program, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${program.spawnfile} ended with ${code ?? 'a signal'}`)
}

/** The server writes `ready` into its own process file once it takes connections. */
async function waitUntilReady(data: string, server: ChildProcess): Promise<void> {
  const file = join(data, 'postmaster.pid')
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (existsSync(file) && /^ready\s*$/m.test(readFileSync(file, 'utf8'))) return
    if (server.exitCode !== null) throw new Error('PostgreSQL did not start')
    await setTimeout(50)
  }
  throw new Error('PostgreSQL did not start in time')
}
