import { readPythonFile } from '../python/python-program.js'
import type { RemoteLanguage } from './remote-options.js'

export type RemoteProgram = {
  /** The name the service knows the language by. */
  readonly language: 'python3' | 'nodejs'
  readonly code: string
}

export type ProgramParts = {
  readonly code: string
  /** As JSON text. */
  readonly inputs: string
  /** Stands before and after the answer in what the program prints. */
  readonly mark: string
}

/** A program for the service that calls the user's `main` and prints the answer between marks. */
export function toRemoteProgram(language: RemoteLanguage, parts: ProgramParts): RemoteProgram {
  return language === 'python3'
    ? { language: 'python3', code: toPython(parts) }
    : { language: 'nodejs', code: toJavaScript(parts) }
}

function toPython({ code, inputs, mark }: ProgramParts): string {
  const request = Buffer.from(`{"code":${JSON.stringify(code)},"inputs":${inputs}}`)
  const harness = readPythonFile('harness.py') + readPythonFile('remote.py')
  return `${harness}\n\nserve(json.loads(base64.b64decode('${request.toString('base64')}')), ${JSON.stringify(mark)})\n`
}

/**
 * The user's code stands at the beginning, so that its lines keep their numbers; what it might change is taken on the same
 * line before it.
 */
function toJavaScript({ code, inputs, mark }: ProgramParts): string {
  return `${JAVASCRIPT_HEAD}${code}
;__weft(() => main(__weft.parse(${JSON.stringify(inputs)})), ${JSON.stringify(mark)})
`
}

const JAVASCRIPT_HEAD = [
  'const __weft = (() => {',
  'const { parse, stringify } = JSON, { log } = console, text = String, Thenable = Promise;',
  'const resolve = Thenable.resolve.bind(Thenable), { then } = Thenable.prototype, { apply } = Reflect;',
  'const describe = (thrown) => {',
  "if (typeof thrown !== 'object' || thrown === null) return { type: 'Error', message: typeof thrown === 'symbol' ? 'symbol' : text(thrown), stack: '' };",
  'const { name, message, stack } = thrown;',
  "return { type: typeof name === 'string' && name !== '' ? name : 'Error', message: typeof message === 'string' ? message : '', stack: typeof stack === 'string' ? stack : '' } };",
  'const run = (call, mark) => {',
  'const raised = (thrown) => { let error; try { error = describe(thrown) } catch { error = { type: "Error", message: "", stack: "" } } log(mark + stringify({ error }) + mark) };',
  "const returned = (value) => { try { log(mark + '{\"output\":' + (stringify(value) ?? 'null') + '}' + mark) } catch (error) { raised(error) } };",
  'try { apply(then, resolve(call()), [returned, raised]) } catch (error) { raised(error) } };',
  'run.parse = parse; return run })(); ',
].join(' ')
