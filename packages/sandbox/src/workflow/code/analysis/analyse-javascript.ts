import type { CodePolicy, CodeViolation } from '@weft/domain/workflow'
import { parse, type Expression, type Node, type Program } from 'acorn'
import { full } from 'acorn-walk'

import { inOrder } from './code-findings.js'

const SYNTAX_SEVERITY = 10

/**
 * Reads JavaScript without running it. Works on untrusted text, so it belongs into a thread that can be ended.
 *
 * @throws RangeError when the code nests too deeply to be read.
 */
export function analyseJavaScript(code: string, policy: CodePolicy): readonly CodeViolation[] {
  const program = parseScript(code)
  if ('rule' in program) return [program]
  const violations: CodeViolation[] = []
  full(program, (node) => {
    violations.push(...violationsOf(node, policy))
  })
  return inOrder(violations)
}

function parseScript(code: string): Program | CodeViolation {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'script', locations: true })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const { line, column } = placeOfSyntaxError(error)
    const message = error.message.replace(/ \(\d+:\d+\)$/, '')
    return { rule: 'syntax', line, column, severity: SYNTAX_SEVERITY, message }
  }
}

function placeOfSyntaxError(error: SyntaxError): { line: number; column: number } {
  const place = 'loc' in error ? (error.loc as { line: number; column: number }) : undefined
  return { line: place?.line ?? 1, column: (place?.column ?? 0) + 1 }
}

function violationsOf(node: Node, policy: CodePolicy): readonly CodeViolation[] {
  const expression = node as Expression
  switch (expression.type) {
    case 'CallExpression':
    case 'NewExpression': {
      const name = nameOf(expression.callee)
      const module = name === 'require' ? textOf(expression.arguments[0]) : undefined
      return [...forCall(node, name, policy), ...forImport(node, module, policy)]
    }
    case 'ImportExpression':
      return forImport(node, textOf(expression.source), policy)
    case 'MemberExpression':
      return forAttribute(node, attributeOf(expression), policy)
    default:
      return []
  }
}

function forCall(
  node: Node,
  name: string | undefined,
  { calls }: CodePolicy,
): readonly CodeViolation[] {
  const severity = name === undefined ? undefined : own(calls, name)
  if (name === undefined || severity === undefined) return []
  return [violation(node, 'blocked-call', severity, `Calls ${name}.`)]
}

function forImport(
  node: Node,
  module: string | undefined,
  { imports }: CodePolicy,
): readonly CodeViolation[] {
  if (module === undefined) return []
  const name = module.replace(/^node:/, '')
  const severity = own(imports, name) ?? own(imports, name.split('/')[0] ?? name)
  if (severity === undefined) return []
  return [violation(node, 'blocked-import', severity, `Imports ${name}.`)]
}

function forAttribute(
  node: Node,
  name: string | undefined,
  { attributes }: CodePolicy,
): readonly CodeViolation[] {
  const severity = name === undefined ? undefined : own(attributes, name)
  if (name === undefined || severity === undefined) return []
  return [violation(node, 'introspection', severity, `Uses ${name}.`)]
}

function violation(
  node: Node,
  rule: CodeViolation['rule'],
  severity: number,
  message: string,
): CodeViolation {
  const { line = 1, column = 0 } = node.loc?.start ?? {}
  return { rule, line, column: column + 1, severity, message }
}

/** `a.b.c` for names joined by points, without `globalThis.` in front. */
function nameOf(callee: Node): string | undefined {
  const expression = callee as Expression
  if (expression.type === 'Identifier') return expression.name
  if (expression.type !== 'MemberExpression') return undefined
  const object = nameOf(expression.object)
  const property = attributeOf(expression)
  if (object === undefined || property === undefined) return undefined
  return object === 'globalThis' ? property : `${object}.${property}`
}

function attributeOf(
  expression: Extract<Expression, { type: 'MemberExpression' }>,
): string | undefined {
  const { property, computed } = expression
  if (computed) return textOf(property)
  return property.type === 'Identifier' ? property.name : undefined
}

function textOf(node: Node | undefined): string | undefined {
  const literal = node as Expression | undefined
  return literal?.type === 'Literal' && typeof literal.value === 'string'
    ? literal.value
    : undefined
}

function own(table: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
