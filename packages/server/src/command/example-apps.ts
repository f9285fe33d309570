import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** In the published package, and in the repository, where packing leaves a copy that may be old. */
const PACKED = '../../examples/'
const IN_REPOSITORY = '../../../../examples/apps/'
const SOURCES = '../../src/'

export type ExampleApp = { readonly name: string; readonly text: string }

/** The documents that come along, for a first start to have something to serve. */
export async function readExampleApps(): Promise<readonly ExampleApp[]> {
  const folder = pathOf(existsSync(pathOf(SOURCES)) ? IN_REPOSITORY : PACKED)
  if (!existsSync(folder)) return []
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yml')).sort()
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  )
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
