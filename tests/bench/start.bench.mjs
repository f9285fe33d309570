// How long the server takes until it is ready: the first time, with an empty data folder, and again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const WEFT = fileURLToPath(new URL('../../packages/server/bin/weft.js', import.meta.url))

export const name = 'start'

export async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'weft-bench-'))
  try {
    return [
      { what: 'first start', value: await readyMs(folder), unit: 'ms', bar: 8_000 },
      { what: 'later start', value: await readyMs(folder), unit: 'ms', bar: 3_000 },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readyMs(folder) {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [WEFT, 'start', '--port', '0', '--json'], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  await once(createInterface(child.stdout), 'line')
  const ms = Math.round(performance.now() - startedAt)
  child.kill('SIGINT')
  await exited
  return ms
}
