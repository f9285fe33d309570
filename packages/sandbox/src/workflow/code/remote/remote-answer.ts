import type { CodeError, CodeRunOutcome } from '@weft/domain/workflow'

import { cutText } from '../console-buffer.js'
import { readAnswer } from '../python/python-answer.js'
import type { SandboxLimits } from '../sandbox-limits.js'

/** What the service says the program printed. */
export type RemoteOutput = { readonly stdout: string; readonly error: string }

export type RemoteRun = {
  readonly mark: string
  /** Lines of the user's code: places beyond are not the user's. */
  readonly lines: number
  readonly elapsedMs: number
  readonly limits: SandboxLimits
}

/** The outcome of a run in the service. All of it comes from the program, so all of it is data to check. */
export function readRemoteOutput(output: RemoteOutput, run: RemoteRun): CodeRunOutcome {
  const start = output.stdout.lastIndexOf(run.mark, output.stdout.lastIndexOf(run.mark) - 1)
  if (start < 0) return withoutAnswer(output, run)
  const end = output.stdout.indexOf(run.mark, start + run.mark.length)
  const text = output.stdout.slice(start + run.mark.length, end)
  const { maxOutputBytes, maxMemoryBytes } = run.limits
  if (Buffer.byteLength(text) > maxOutputBytes) {
    return { type: 'output-too-large', limitBytes: maxOutputBytes }
  }
  const answer = readAnswer(text)
  const printed = printedBy({ ...output, stdout: output.stdout.slice(0, start) }, run.limits)
  if (answer.type === 'returned') {
    return { ...answer, type: 'completed', elapsedMs: run.elapsedMs, ...printed }
  }
  if (answer.error.type === 'MemoryError') {
    return { type: 'out-of-memory', limitBytes: maxMemoryBytes }
  }
  return failed(answer.error, stackIn(text), printed, run)
}

function failed(
  error: CodeError,
  stack: string,
  printed: { readonly stdout: string; readonly stderr: string },
  run: RemoteRun,
): CodeRunOutcome {
  const line = error.line ?? lineIn(stack, run.lines)
  const told = stack === '' ? '' : `${error.type}: ${error.message}\n${stack}\n`
  const stderr = cutText(printed.stderr + told, run.limits.maxConsoleCharacters)
  return { type: 'failed', error: { ...error, line }, stdout: printed.stdout, stderr }
}

/** The program ended before its answer. */
function withoutAnswer(output: RemoteOutput, run: RemoteRun): CodeRunOutcome {
  const { limits } = run
  const { error } = output
  if (/^error: timeout/m.test(error)) return { type: 'timed-out', limitMs: limits.timeoutMs }
  if (/signal: killed|heap out of memory|MemoryError/.test(error)) {
    return { type: 'out-of-memory', limitBytes: limits.maxMemoryBytes }
  }
  const thrown = /^(\w*(?:Error|Exception)): (.*)$/m.exec(error)
  if (thrown === null) {
    const [first = ''] = error.trim().split('\n')
    const message = first === '' ? 'The program ended without a result.' : first.slice(0, 300)
    return { type: 'crashed', message }
  }
  const [, type = 'Error', message = ''] = thrown
  const line = lineIn(error, run.lines)
  return { type: 'failed', error: { type, message, line }, ...printedBy(output, limits) }
}

/** JavaScript hands over its stack to look for the line in. */
function stackIn(text: string): string {
  const { error } = JSON.parse(text) as { readonly error?: { readonly stack?: unknown } }
  return typeof error?.stack === 'string' ? cutText(error.stack, 8_000) : ''
}

/** `code.js:3:7`, `code.js:3`: the first place that can be the user's. */
function lineIn(text: string, lines: number): number | undefined {
  for (const [, found = ''] of text.matchAll(/[\w)>\]]:(\d+)(?::\d+)?\)?$/gm)) {
    const line = Number(found)
    if (line > 0 && line <= lines) return line
  }
  return undefined
}

function printedBy({ stdout, error }: RemoteOutput, { maxConsoleCharacters }: SandboxLimits) {
  return {
    stdout: cutText(stdout, maxConsoleCharacters),
    stderr: cutText(error, maxConsoleCharacters),
  }
}
