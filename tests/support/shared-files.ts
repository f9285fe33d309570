import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../../../shared/', import.meta.url)

/** True where the specification's sample files are at hand; tests that read them say so when they are not. */
export const hasSharedFiles = existsSync(root)

/** Title suffix that shows why a test was left out. */
export const sharedFilesNote = hasSharedFiles ? '' : ' (left out: the sample files are not at hand)'

export function sharedPath(path: string): string {
  return fileURLToPath(new URL(path, root))
}

export function readShared(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

export function listShared(folder: string, ending: string): readonly string[] {
  return readdirSync(new URL(folder, root)).filter((name) => name.endsWith(ending))
}
