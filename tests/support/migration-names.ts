import { readdirSync } from 'node:fs'

const FOLDER = new URL('../../packages/adapters-postgres/src/kernel/migration/', import.meta.url)

/** Every migration there is a file for, in the order they are applied. */
export const MIGRATION_NAMES: readonly string[] = readdirSync(FOLDER)
  .filter((file) => /^\d{4}-.*\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort()
