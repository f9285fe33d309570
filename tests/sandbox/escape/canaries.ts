import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Things of the host that no program in the sandbox may reach: a file, a variable, a listener, all with a secret. */
export type Canaries = {
  readonly secret: string
  /** Connections that arrived at the listener. */
  hits(): number
  /** Files that somebody put next to the canary file. */
  strangers(): readonly string[]
  /** The program with the names of the canaries filled in: CANARY_FILE, CANARY_FOLDER, CANARY_PORT, CANARY_URL. */
  aim(program: string): string
  close(): Promise<void>
}

export async function openCanaries(): Promise<Canaries> {
  const secret = `canary-${randomBytes(12).toString('hex')}`
  const folder = mkdtempSync(join(tmpdir(), 'weft-canary-'))
  const file = join(folder, 'secret.txt')
  writeFileSync(file, secret)
  process.env['WEFT_CANARY'] = secret
  let hits = 0
  const server = createServer((socket) => {
    hits += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    secret,
    hits: () => hits,
    strangers: () => readdirSync(folder).filter((name) => name !== 'secret.txt'),
    aim: (program) =>
      program
        .replaceAll('CANARY_FILE', file)
        .replaceAll('CANARY_FOLDER', folder)
        .replaceAll('CANARY_URL', `http://127.0.0.1:${port}/`)
        .replaceAll('CANARY_PORT', String(port)),
    close: async () => {
      delete process.env['WEFT_CANARY']
      rmSync(folder, { recursive: true, force: true })
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
