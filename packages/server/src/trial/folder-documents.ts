import { dirname, resolve } from 'node:path'
import type { TrialDocuments } from '@weft/application/workflow'
import { readDocumentFile } from '../command/app-import.js'

/** Documents beside a file of cases; each is read once. */
export function documentsBeside(casesFile: string): TrialDocuments {
  const folder = dirname(resolve(casesFile))
  const texts = new Map<string, Promise<string>>()
  return {
    read(fixture) {
      const known = texts.get(fixture)
      if (known) return known
      const text = readDocumentFile(folder, fixture)
      texts.set(fixture, text)
      return text
    },
  }
}
