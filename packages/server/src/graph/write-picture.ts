import { writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { UsageError } from '../command/usage-error.js'
import { drawPicture } from './draw-picture.js'
import { drawPage } from './run-page.js'
import type { RunPicture } from './run-picture.js'

const DRAWINGS: Readonly<Record<string, (picture: RunPicture) => string>> = {
  '.svg': drawPicture,
  '.html': drawPage,
}

/** @throws UsageError when the name does not say how to draw. */
export function requirePictureFile(file: string): void {
  if (!Object.hasOwn(DRAWINGS, extname(file).toLowerCase()))
    throw new UsageError(`--graph draws into .svg or .html files; ${file} is neither.`)
}

/** @throws UsageError when the file cannot be written. */
export async function writePicture(
  workingDir: string,
  file: string,
  picture: RunPicture,
): Promise<void> {
  const draw = DRAWINGS[extname(file).toLowerCase()] ?? drawPicture
  try {
    await writeFile(resolve(workingDir, file), draw(picture))
  } catch (error) {
    throw new UsageError(`--graph: ${file} cannot be written.`, { cause: error })
  }
}
