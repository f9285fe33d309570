import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Our own Python files, by the path they have inside the interpreter. */
const FILES = [
  ['analysis.py', '/lib/analysis.py'],
  ['packages/weft_network.py', '/lib/packages/weft_network.py'],
  ...[
    '__init__',
    'adapters',
    'auth',
    'exceptions',
    'models',
    'sessions',
    'structures',
    'utils',
  ].map((name) => [`packages/requests/${name}.py`, `/lib/packages/requests/${name}.py`] as const),
  ['packages/httpx/__init__.py', '/lib/packages/httpx/__init__.py'],
] as const

export type ProgramFile = { readonly path: string; readonly text: string }

export function readProgramFiles(): readonly ProgramFile[] {
  const files = FILES.map(([file, path]) => ({ path, text: readPythonFile(file) }))
  const runner = readPythonFile('harness.py') + readPythonFile('local.py')
  return [{ path: '/lib/runner.py', text: runner }, ...files]
}

/** The text of one of our Python files, as the package carries it. */
export function readPythonFile(name: string): string {
  return readFileSync(locate(name), 'utf8')
}

function locate(name: string): string {
  return fileURLToPath(new URL(`../../../../python/${name}`, import.meta.url))
}
