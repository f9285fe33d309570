import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { kill, pid } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { DatabaseError } from '@weft/domain/kernel'

/** Another process, or this one, has the data folder open. */
export class DataFolderInUse extends DatabaseError {
  override readonly code = 'database.folder_in_use'

  constructor(
    readonly folder: string,
    owner: string,
  ) {
    super(
      `The data folder ${folder} is in use by ${owner}. Only one process may open it: stop that one, choose another ` +
        'folder, or use a PostgreSQL server for several processes.',
    )
  }
}

type Owner = {
  readonly pid: number
  readonly host: string
  /** Unique per acquisition, so that one process cannot take its own lock for another's. */
  readonly token: string
}

const HEARTBEAT_MS = 5_000
/** On another host a process cannot be asked whether it lives; one that has been silent this long does not. */
const SILENCE_MS = 30_000

/** Longer than it takes from finding the owner dead to replacing its file. */
const SETTLE_MS = 100

const heldHere = new Set<string>()

/**
 * Makes sure that one process at a time uses a data folder. The lock is a file beside the folder that names its owner;
 * it counts only while the owner lives, so a killed process leaves nothing to clean up.
 */
export class FolderLock {
  readonly #heartbeat: NodeJS.Timeout

  private constructor(
    private readonly file: string,
    private readonly token: string,
  ) {
    this.#heartbeat = setInterval(() => void touch(file), HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  /** @throws DataFolderInUse */
  static async acquire(folder: string): Promise<FolderLock> {
    const file = `${resolve(folder)}.lock`
    if (heldHere.has(file)) throw new DataFolderInUse(folder, 'this process')
    heldHere.add(file)
    try {
      return new FolderLock(file, await take(file, folder))
    } catch (error) {
      heldHere.delete(file)
      throw error
    }
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat)
    const owner = await readOwner(this.file)
    if (owner?.token === this.token) await rm(this.file, { force: true })
    heldHere.delete(this.file)
  }
}

async function take(file: string, folder: string): Promise<string> {
  const owner: Owner = { pid, host: hostname(), token: randomUUID() }
  if (await create(file, owner)) return owner.token
  const holder = await readOwner(file)
  if (holder !== undefined && (await isAlive(holder, file)))
    throw new DataFolderInUse(folder, `process ${holder.pid} on ${holder.host}`)
  await takeOver(file, owner)
  const winner = await readOwner(file)
  if (winner?.token !== owner.token) throw new DataFolderInUse(folder, 'another process')
  return owner.token
}

async function create(file: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(owner), { flag: 'wx' })
    return true
  } catch (error) {
    if (isErrorWithCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Renaming replaces the dead owner's file in one step. Of several processes that try at once, the last one wins. */
async function takeOver(file: string, owner: Owner): Promise<void> {
  const own = `${file}.${owner.token}`
  await writeFile(own, JSON.stringify(owner))
  await rename(own, file)
  await setTimeout(SETTLE_MS)
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    const raw: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isOwner(raw) ? raw : undefined
  } catch {
    return undefined
  }
}

function isOwner(raw: unknown): raw is Owner {
  if (typeof raw !== 'object' || raw === null) return false
  const { pid, host, token } = raw as Partial<Record<keyof Owner, unknown>>
  return typeof pid === 'number' && typeof host === 'string' && typeof token === 'string'
}

async function isAlive(owner: Owner, file: string): Promise<boolean> {
  // In a container every start has the same process id; this very process does not hold the lock.
  if (owner.host === hostname()) return owner.pid !== pid && isRunning(owner.pid)
  const { mtimeMs } = await stat(file)
  return Date.now() - mtimeMs < SILENCE_MS
}

function isRunning(processId: number): boolean {
  try {
    kill(processId, 0)
    return true
  } catch (error) {
    return isErrorWithCode(error, 'EPERM')
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date()
  await utimes(file, now, now).catch(() => undefined)
}

function isErrorWithCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
