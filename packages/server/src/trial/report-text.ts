import {
  isPassed,
  titleOf,
  type Difference,
  type Mismatch,
  type TrialResult,
} from '@weft/application/workflow'
import type { JsonValue } from '@weft/domain/kernel'
import pc from 'picocolors'

/** Longest value that is printed whole. */
const MAX_VALUE_LENGTH = 2_000

/** One line for the case, and what differs where it failed. */
export function describeResult(result: TrialResult): string {
  const passed = isPassed(result)
  const mark = passed ? pc.green('✓') : pc.red('✗')
  const time = pc.dim(`${Math.round(result.elapsedMs)} ms`)
  const line = `${mark} ${printable(titleOf(result.trial))} ${time}\n`
  return line + result.mismatches.map(describeMismatch).join('')
}

function describeMismatch({ expectation, problem, differences }: Mismatch): string {
  const head = `    ${pc.bold(printable(expectation))} ${indented(printable(problem))}\n`
  return head + differences.map(describeDifference).join('')
}

function describeDifference({ path, expected, actual }: Difference): string {
  const place = path === '' ? '' : `      ${pc.dim(`at ${printable(path)}`)}\n`
  return place + side(pc.red, '- expected', expected) + side(pc.green, '+ received', actual)
}

function side(
  colour: (text: string) => string,
  label: string,
  value: JsonValue | undefined,
): string {
  const text = value === undefined ? '(nothing)' : shortened(JSON.stringify(value))
  return `      ${colour(`${label} ${printable(text)}`)}\n`
}

function shortened(text: string): string {
  const rest = text.length - MAX_VALUE_LENGTH
  return rest > 0 ? `${text.slice(0, MAX_VALUE_LENGTH)}… (${rest} more characters)` : text
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n      ')
}

const CONTROL = /(?![\t\n])\p{Cc}/gu

/** Texts of documents and models must not steer the terminal. */
function printable(text: string): string {
  return text.replace(
    CONTROL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

export function describeSummary(results: readonly TrialResult[], elapsedMs: number): string {
  const passed = results.filter(isPassed).length
  const failed = results.length - passed
  const counts = [
    ...(failed > 0 ? [pc.red(`${failed} failed`)] : []),
    pc.green(`${passed} passed`),
  ].join(', ')
  return `\n${counts} ${pc.dim(`· ${results.length} cases · ${(elapsedMs / 1000).toFixed(1)} s`)}\n`
}

/** The same for programs. */
export function presentResults(results: readonly TrialResult[], elapsedMs: number): object {
  const passed = results.filter(isPassed).length
  return {
    passed,
    failed: results.length - passed,
    elapsed_ms: Math.round(elapsedMs),
    cases: results.map((result) => ({
      fixture: result.trial.fixture,
      case: result.trial.name,
      passed: isPassed(result),
      elapsed_ms: Math.round(result.elapsedMs),
      mismatches: result.mismatches,
    })),
  }
}
