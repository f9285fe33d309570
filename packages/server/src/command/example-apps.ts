import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** In the published package, and in the repository. */
const FOLDERS = ['../../examples/', '../../../../examples/apps/']

export type ExampleApp = { readonly name: string; readonly text: string }

/** The documents that come along, for a first start to have something to serve. */
export async function readExampleApps(): Promise<readonly ExampleApp[]> {
  const folder = FOLDERS.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(
    existsSync,
  )
  if (folder === undefined) return []
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort()
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  )
}
