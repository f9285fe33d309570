import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The `go` command of this machine; undefined when there is none on the PATH. */
export const goCommand: string | undefined = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'go'))
  .find((path) => existsSync(path))

/** For the titles of tests that need it. */
export const goNote = goCommand === undefined ? ' (left out: there is no Go toolchain)' : ''
