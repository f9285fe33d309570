import type { JsonValue } from '@weft/domain/kernel'
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'

import { cutText } from '../console-buffer.js'
import { parseOutput } from '../program-output.js'
import { JAVASCRIPT_PRELUDE } from './javascript-prelude.js'
import { readError } from './javascript-error.js'
import { JavaScriptFetches, type HostFetch } from './javascript-fetches.js'
import type { QuickJsInstance } from './quickjs-instance.js'
import type { SandboxLimits } from '../sandbox-limits.js'
import type { ConsoleText, WorkerReport } from '../worker-protocol.js'

/** Name of the user's code in stack traces. */
const FILE = 'code.js'

export type JavaScriptRun = {
  readonly code: string
  /** The inputs as JSON text. */
  readonly inputs: string
  readonly fetch: HostFetch
}

/** Ready for the user's code: what it needs of the built-ins has been taken before the code could change them. */
export class JavaScriptProgram {
  private readonly parse: QuickJSHandle
  private readonly stringify: QuickJSHandle
  private readonly stdout: QuickJSHandle
  private readonly stderr: QuickJSHandle
  private readonly context: QuickJSContext
  private readonly fetches: JavaScriptFetches

  constructor(
    private readonly instance: QuickJsInstance,
    private readonly limits: SandboxLimits,
  ) {
    const { context } = instance
    this.context = context
    this.fetches = new JavaScriptFetches(context)
    const prelude = context.unwrapResult(context.evalCode(JAVASCRIPT_PRELUDE, 'prelude.js'))
    const tools = context.unwrapResult(
      context.callFunction(
        prelude,
        context.undefined,
        context.newNumber(limits.maxConsoleCharacters),
      ),
    )
    this.parse = context.getProp(tools, 'parse')
    this.stringify = context.getProp(tools, 'stringify')
    this.stdout = context.getProp(tools, 'stdout')
    this.stderr = context.getProp(tools, 'stderr')
  }

  /** Runs once. Throws only what breaks the interpreter itself. */
  async run(request: JavaScriptRun): Promise<WorkerReport> {
    const result = await this.callMain(request)
    if ('thrown' in result) return this.raised(result.thrown)
    return this.returned(result.value)
  }

  private async callMain({ code, inputs, fetch }: JavaScriptRun): Promise<CallResult> {
    const { context } = this
    const loaded = context.evalCode(code, FILE, { type: 'global' })
    if (loaded.error !== undefined) return { thrown: loaded.error }
    const main = context.evalCode('main', FILE, { type: 'global' })
    if (main.error !== undefined) return { thrown: main.error }
    const argument = context.callFunction(this.parse, context.undefined, context.newString(inputs))
    if (argument.error !== undefined) return { thrown: argument.error }
    const returned = context.callFunction(main.value, context.undefined, argument.value)
    if (returned.error !== undefined) return { thrown: returned.error }
    return this.settle(returned.value, fetch)
  }

  /** The value a promise comes to, when need be after answers of the network; anything else as it is. */
  private async settle(value: QuickJSHandle, fetch: HostFetch): Promise<CallResult> {
    const { context, fetches } = this
    for (;;) {
      const jobs = context.runtime.executePendingJobs()
      if (jobs.error !== undefined) return { thrown: jobs.error }
      const state = context.getPromiseState(value)
      if (state.type === 'fulfilled') return { value: state.value }
      if (state.type === 'rejected') return { thrown: state.error }
      fetches.send(fetch)
      if (!fetches.isWaiting) break
      await fetches.deliver()
    }
    return { thrown: context.newError('The promise main returned is never settled.') }
  }

  /** True when the interpreter had no memory left. */
  isOutOfMemory(): boolean {
    return this.instance.isMemoryFull()
  }

  private returned(value: QuickJSHandle): WorkerReport {
    const { context } = this
    const json = context.callFunction(this.stringify, context.undefined, value)
    if (json.error !== undefined) return this.raised(json.error)
    if (context.typeof(json.value) !== 'string') {
      return this.completed(null)
    }
    const length = context.getLength(json.value) ?? 0
    const limit = this.limits.maxOutputBytes
    if (length > limit) return { type: 'output-too-large' }
    const text = context.getString(json.value)
    if (Buffer.byteLength(text) > limit) return { type: 'output-too-large' }
    const output = parseOutput(text)
    if (output.type === 'value') return this.completed(output.value)
    const error = { type: 'RangeError', message: output.message, line: undefined }
    return { type: 'raised', error, ...this.printed() }
  }

  private completed(output: JsonValue): WorkerReport {
    const memoryBytes = this.instance.memoryBytes()
    return { type: 'returned', output, floats: [], memoryBytes, ...this.printed() }
  }

  private raised(thrown: QuickJSHandle): WorkerReport {
    const { error, stack } = readError(this.context, thrown, FILE)
    if (error.message === 'out of memory' && this.instance.isMemoryFull()) {
      return { type: 'out-of-memory' }
    }
    const { stdout, stderr } = this.printed()
    const shown = cutText(`${stderr}${error.type}: ${error.message}\n${stack}`, this.maxConsole)
    return { type: 'raised', error, stdout, stderr: shown }
  }

  private printed(): ConsoleText {
    return { stdout: this.read(this.stdout), stderr: this.read(this.stderr) }
  }

  private read(stream: QuickJSHandle): string {
    const text = this.context.callFunction(stream, this.context.undefined)
    if (text.error !== undefined) return ''
    return cutText(this.context.getString(text.value), this.maxConsole)
  }

  private get maxConsole(): number {
    return this.limits.maxConsoleCharacters
  }
}

type CallResult = { readonly value: QuickJSHandle } | { readonly thrown: QuickJSHandle }
