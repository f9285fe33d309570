import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ImportReport } from '@weft/application/app'
import { AppId } from '@weft/domain/app'
import type { Container } from 'inversify'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import { nameBasedUuid } from '../system/name-based-id.js'
import { UsageError } from './usage-error.js'

/** @throws UsageError when the file cannot be read. */
export async function readDocumentFile(workingDir: string, file: string): Promise<string> {
  try {
    return await readFile(resolve(workingDir, file), 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${describe(error)}.`, { cause: error })
  }
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  return error instanceof Error ? error.message : String(error)
}

export type FileImport = {
  readonly text: string
  /** What makes the file itself: importing the same one again replaces its app. */
  readonly source: string
}

/** Imports a document and publishes it; the app that came from the same source before is replaced. */
export async function importSource(
  container: Container,
  { text, source }: FileImport,
): Promise<ImportReport> {
  const id = AppId.parse(nameBasedUuid('imported-app', source))
  const existing = await container
    .get(TOKENS.unitOfWork)
    .run(DEFAULT_WORKSPACE, ({ apps }) => apps.find(id))
  return container.get(TOKENS.importApp).execute({
    tenantId: DEFAULT_WORKSPACE,
    text,
    publish: true,
    isVersionConfirmed: true,
    ...(existing ? { appId: id, overwritesAnyMode: true } : { newAppId: id }),
  })
}
