import type { CodeAnalysis, CodePolicy, CodeRule, CodeViolation } from '@weft/domain/workflow'

/** More than this says nothing more. */
const MAX_VIOLATIONS = 100
const MAX_MESSAGE = 300
const RULES: ReadonlySet<unknown> = new Set<CodeRule>([
  'syntax',
  'blocked-import',
  'blocked-call',
  'introspection',
])

/** Whether the policy forbids to run code with these violations. */
export function isBlocked(violations: readonly CodeViolation[], policy: CodePolicy): boolean {
  const { refuseFrom } = policy
  return refuseFrom !== undefined && gravest(violations) >= refuseFrom
}

export function toAnalysis(violations: readonly CodeViolation[]): CodeAnalysis {
  return { violations, severity: gravest(violations) }
}

/** In the order of the code, and not too many. */
export function inOrder(violations: readonly CodeViolation[]): readonly CodeViolation[] {
  return violations
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MAX_VIOLATIONS)
}

/** What the reader inside an interpreter wrote down, as far as it has the right shape. */
export function readViolations(raw: unknown): readonly CodeViolation[] {
  return Array.isArray(raw) ? inOrder((raw as readonly unknown[]).flatMap(readViolation)) : []
}

function readViolation(raw: unknown): readonly CodeViolation[] {
  if (typeof raw !== 'object' || raw === null) return []
  const { rule, line, column, severity, message }: Record<string, unknown> = { ...raw }
  if (!RULES.has(rule) || typeof message !== 'string') return []
  return [
    {
      rule: rule as CodeRule,
      line: toPlace(line),
      column: toPlace(column),
      severity: Math.min(Math.max(toPlace(severity), 1), 10),
      message: message.slice(0, MAX_MESSAGE),
    },
  ]
}

function toPlace(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 1
}

function gravest(violations: readonly CodeViolation[]): number {
  return violations.reduce((most, { severity }) => Math.max(most, severity), 0)
}
