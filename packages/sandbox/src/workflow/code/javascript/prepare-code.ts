import type { CodeError, CodePolicy, CodeViolation } from '@weft/domain/workflow'

import { analyseJavaScript } from '../analysis/analyse-javascript.js'
import { isBlocked } from '../analysis/code-findings.js'
import { eraseTypes, type ErasedCode } from '../typescript/erase-types.js'
import type { WorkerReport, WorkerRequest } from '../worker-protocol.js'

export type PreparedCode =
  | {
      readonly type: 'code'
      readonly code: string
      /** The report of the run with what reading the code found. */
      readonly withFindings: (report: WorkerReport) => WorkerReport
    }
  | { readonly type: 'report'; readonly report: WorkerReport }

/** What to run: types erased, and read first where that is wanted. Or the report, when there is nothing to run. */
export async function prepareCode(request: WorkerRequest): Promise<PreparedCode> {
  const { task, language, code, policy } = request
  const isTyped = language === 'typescript'
  const erased = isTyped ? await eraseTypes(code) : ({ type: 'code', code } as const)
  const violations = policy === undefined ? undefined : findViolations(erased, policy)
  if (task === 'analyse') return reported({ type: 'analysed', violations: violations ?? [] })
  if (policy !== undefined && violations !== undefined && isBlocked(violations, policy)) {
    return reported({ type: 'blocked', violations })
  }
  const withFindings = (report: WorkerReport) => addFindings(report, violations)
  if (erased.type === 'raised') return reported(withFindings(notParsed(erased.error)))
  return { type: 'code', code: erased.code, withFindings }
}

function findViolations(erased: ErasedCode, policy: CodePolicy): readonly CodeViolation[] {
  if (erased.type === 'raised') {
    const { error, column } = erased
    return [notReadable(error.message, error.line, column)]
  }
  try {
    return analyseJavaScript(erased.code, policy)
  } catch (error) {
    if (error instanceof RangeError) return [notReadable('The code nests too deeply.')]
    throw error
  }
}

function notReadable(message: string, line = 1, column = 1): CodeViolation {
  return { rule: 'syntax', line, column, severity: 10, message }
}

function addFindings(
  report: WorkerReport,
  violations: readonly CodeViolation[] | undefined,
): WorkerReport {
  const isText = report.type === 'returned' || report.type === 'raised'
  return isText && violations !== undefined ? { ...report, violations } : report
}

function notParsed(error: CodeError): WorkerReport {
  const stderr = `${error.type}: ${error.message}\n`
  return { type: 'raised', error, stdout: '', stderr }
}

function reported(report: WorkerReport): PreparedCode {
  return { type: 'report', report }
}
