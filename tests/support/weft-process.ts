import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const WEFT = fileURLToPath(new URL('../../packages/server/bin/weft.js', import.meta.url))

export type Variables = Readonly<Record<string, string>>

/** A fresh folder that nothing else knows of, and how to remove it. */
export async function temporaryFolder(): Promise<{
  readonly path: string
  write(name: string, text: string): Promise<string>
  remove(): Promise<void>
}> {
  const path = await mkdtemp(join(tmpdir(), 'weft-test-'))
  return {
    path,
    async write(name, text) {
      const file = join(path, name)
      await writeFile(file, text)
      return file
    },
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

type CommandResult = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command line in a process of its own until it ends. */
export async function runWeft(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Variables },
): Promise<CommandResult> {
  const child = startWeft(args, options)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, stdout, stderr }
}

/** Starts the built command line with nothing of this process's own environment but what Node needs. */
export function startWeft(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Variables },
): ChildProcess {
  return spawn(process.execPath, [WEFT, ...args], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

type ServedApp = {
  readonly id: string
  readonly name: string
  readonly mode: string
  readonly api_key: string
}

export type WeftServer = {
  readonly url: string
  readonly apps: readonly ServedApp[]
  /** What answers in apps that ask for the default model. */
  readonly default_model: {
    readonly model: string
    readonly chosen_by: string
    readonly problems: readonly string[]
  } | null
  readonly readyMs: number
  readonly logs: () => string
  app(name: string): ServedApp
  /** Asks it to end and waits; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `weft start --json` on a free port and waits until it is ready. */
export async function startWeftServer(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Variables },
): Promise<WeftServer> {
  const startedAt = performance.now()
  const child = startWeft(['start', '--port', '0', '--json', ...args], options)
  let logs = ''
  child.stderr?.on('data', (chunk: Buffer) => (logs += chunk.toString()))
  const exited = once(child, 'exit') as Promise<[number | null]>
  if (!child.stdout) throw new TypeError('The process has no output')
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line') as Promise<[string]>,
    exited.then(([code]) => {
      throw new Error(`weft ended with ${String(code)} before it was ready:\n${logs}`)
    }),
  ])
  const ready = JSON.parse(line[0]) as Pick<WeftServer, 'url' | 'apps' | 'default_model'>
  return {
    ...ready,
    readyMs: performance.now() - startedAt,
    logs: () => logs,
    app(name) {
      const app = ready.apps.find((candidate) => candidate.name === name)
      if (!app) throw new Error(`There is no app ${name}`)
      return app
    },
    async stop(signal = 'SIGINT') {
      child.kill(signal)
      return (await exited)[0]
    },
  }
}
