import { closingOf, isOpening, skipSpace, tokensOf, type Token } from './template-tokens.js'

/** Filter that stands in for `'…' % values`. */
export const PERCENT_FILTER = '__weft_percent'
/** Filter that reads a number the tolerant way, for the engine's own `float`. */
export const NUMBER_FILTER = '__weft_number'
/** Filter that rounds up or down. */
export const ROUND_FILTER = '__weft_round'
/** Filter that makes the text `~` joins. */
export const JOINED_FILTER = '__weft_joined'

/** Methods of Python's texts the engine does not have, each with the filter that stands in for it. */
export const METHOD_FILTERS: ReadonlyMap<string, string> = new Map(
  [
    ...['format', 'zfill', 'ljust', 'rjust', 'center', 'swapcase', 'casefold', 'rsplit'],
    ...['partition', 'rpartition', 'removeprefix', 'removesuffix', 'index', 'isdecimal'],
  ].map((name) => [name, `__weft_${name}`]),
)

/** Deeper code is left to the engine, which refuses it. */
const MAX_DEPTH = 50
const OPERATORS = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif', 'set', 'for'])
const ARITHMETIC = new Set(['*', '/', '//', '%', '**', '-', '+'])

/**
 * Rewrites what Jinja2 can do in an expression and the engine cannot into filters: `'%s' % x`, `.format()` and some more
 * methods of texts, `.get(key, default)`, `|float` with its tolerance, `|round` up or down, and what `~` joins. Lines stay
 * where they are. Code that is not well formed is returned as it is: the engine reports that better.
 */
export function rewriteExpression(code: string): string {
  const tokens = tokensOf(code)
  return needsRewriting(tokens) ? (new Rewriter(tokens, 0).rewrite() ?? code) : code
}

function needsRewriting(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }) => {
    if (kind === 'symbol') return text === '%' || text === '~'
    return kind === 'name' && (METHOD_FILTERS.has(text) || ['get', 'float', 'round'].includes(text))
  })
}

type Part = {
  text: string
  readonly kind: 'operand' | 'operator' | 'space'
  /** Nothing but a text in quotes. */
  isLiteral: boolean
}

class Rewriter {
  private readonly parts: Part[] = []
  private position = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly depth: number,
  ) {}

  /** Undefined when the code is not well formed. */
  rewrite(): string | undefined {
    if (this.depth > MAX_DEPTH) return undefined
    while (this.position < this.tokens.length) if (!this.step()) return undefined
    return joinTexts(this.parts)
      .map(({ text }) => text)
      .join('')
  }

  private step(): boolean {
    const token = this.tokens[this.position]
    if (token === undefined) return true
    const operand = this.openOperand()
    if (token.kind === 'space') return this.push('space', token.text)
    if (isOpening(token)) return this.bracket(operand)
    if (operand !== undefined && token.text === '.') return this.attribute(operand)
    if (operand !== undefined && token.text === '|') return this.filter(operand)
    if (operand?.isLiteral === true && token.text === '%') return this.percent(operand)
    const isOperator = token.kind === 'symbol' || OPERATORS.has(token.text)
    return this.push(isOperator ? 'operator' : 'operand', token.text, token.kind === 'text')
  }

  private push(kind: Part['kind'], text: string, isLiteral = false): boolean {
    this.parts.push({ kind, text, isLiteral })
    this.position += 1
    return true
  }

  /** The operand that may go on here: spaces between it and what follows do not end it. */
  private openOperand(): Part | undefined {
    const last = this.parts.findLast(({ kind }) => kind !== 'space')
    return last?.kind === 'operand' ? last : undefined
  }

  /** A call or a subscript of the operand before it, or an operand of its own. */
  private bracket(operand: Part | undefined): boolean {
    const group = this.group()
    if (group === undefined) return false
    if (operand === undefined || this.parts.at(-1)?.kind === 'space') {
      this.parts.push({ kind: 'operand', text: group, isLiteral: false })
    } else {
      extend(operand, group)
    }
    return true
  }

  private attribute(operand: Part): boolean {
    const name = this.tokens[this.position + 1]
    this.dropSpaceAfter(operand)
    this.position += 2
    if (name?.kind !== 'name' || this.tokens[this.position]?.text !== '(') {
      extend(operand, `.${name?.text ?? ''}`)
      return name !== undefined
    }
    return this.method(operand, name.text)
  }

  private method(operand: Part, name: string): boolean {
    if (name === 'get' && this.getWithDefault(operand)) return true
    const group = this.group()
    if (group === undefined) return false
    const filter = METHOD_FILTERS.get(name)
    if (filter === undefined) extend(operand, `.${name}${group}`)
    else replace(operand, `(${operand.text}|${filter}${group})`)
    return true
  }

  /** The engine's `get` knows no default. */
  private getWithDefault(operand: Part): boolean {
    const end = closingOf(this.tokens, this.position)
    if (end === undefined) return false
    const args = this.tokens.slice(this.position + 1, end)
    const comma = topLevelComma(args)
    if (comma === undefined) return false
    const key = this.inner(args.slice(0, comma))
    const other = this.inner(args.slice(comma + 1))
    replace(operand, `(${operand.text}[${key}]|default(${other}))`)
    this.position = end + 1
    return true
  }

  private filter(operand: Part): boolean {
    this.dropSpaceAfter(operand)
    const at = skipSpace(this.tokens, this.position + 1)
    const name = this.tokens[at]
    if (name?.kind !== 'name') return false
    this.position = at + 1
    const args = this.tokens[this.position]?.text === '(' ? this.group() : ''
    if (args === undefined) return false
    extend(operand, filterCall(name.text, args))
    return true
  }

  /** `'…' % operand`: a filter binds tighter than `%`, so the operand may have some. */
  private percent(operand: Part): boolean {
    const end = operandEnd(this.tokens, this.position + 1)
    if (end === undefined) return false
    const right = this.inner(this.tokens.slice(this.position + 1, end))
    this.dropSpaceAfter(operand)
    replace(operand, `(${operand.text}|${PERCENT_FILTER}(${right}))`)
    this.position = end
    return true
  }

  /** The bracket here with what is in it, rewritten; the position is after it then. */
  private group(): string | undefined {
    const end = closingOf(this.tokens, this.position)
    if (end === undefined) return undefined
    const open = this.tokens[this.position]?.text ?? ''
    const close = this.tokens[end]?.text ?? ''
    const inner = this.inner(this.tokens.slice(this.position + 1, end))
    this.position = end + 1
    return `${open}${inner}${close}`
  }

  private inner(tokens: readonly Token[]): string {
    const rewritten = new Rewriter(tokens, this.depth + 1).rewrite()
    return rewritten ?? tokens.map(({ text }) => text).join('')
  }

  /** Spaces between an operand and what goes on with it become part of it, so that lines stay. */
  private dropSpaceAfter(operand: Part): void {
    const at = this.parts.indexOf(operand)
    for (const space of this.parts.splice(at + 1)) operand.text += space.text
  }
}

function extend(operand: Part, text: string): void {
  replace(operand, operand.text + text)
}

function replace(operand: Part, text: string): void {
  operand.text = text
  operand.isLiteral = false
}

function filterCall(name: string, args: string): string {
  if (name === 'float') return `|${NUMBER_FILTER}${args}|float`
  if (name === 'round' && /floor|ceil/.test(args)) return `|${ROUND_FILTER}${args}|float`
  return `|${name}${args}`
}

/** Operands next to `~`, printed as Python does. Those that are calculated first are left alone. */
function joinTexts(parts: readonly Part[]): readonly Part[] {
  const solid = parts.filter(({ kind }) => kind !== 'space')
  if (!solid.some(({ text }) => text === '~')) return parts
  solid.forEach((part, index) => {
    const before = solid[index - 1]?.text ?? ''
    const after = solid[index + 1]?.text ?? ''
    const isJoined = before === '~' || after === '~'
    const isConstant = part.isLiteral || /^\d[\d.]*$/.test(part.text)
    if (part.kind !== 'operand' || isConstant || !isJoined) return
    if (!ARITHMETIC.has(before) && !ARITHMETIC.has(after)) part.text = joined(part.text)
  })
  return parts
}

/** Numbers stay the engine's own where that costs nothing: a filter cannot tell `3.0` from `3`. */
function joined(operand: string): string {
  const filtered = `${operand}|${JOINED_FILTER}`
  const isPlain = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(operand)
  return isPlain ? `(${operand} if ${operand} is number else ${filtered})` : `(${filtered})`
}

/** The end of `-name.attribute(…)[…]|filter(…)`. */
function operandEnd(tokens: readonly Token[], start: number): number | undefined {
  let index = skipSpace(tokens, start)
  while (['-', '+'].includes(tokens[index]?.text ?? '')) index = skipSpace(tokens, index + 1)
  let end = primaryEnd(tokens, index)
  while (end !== undefined) {
    const next = skipSpace(tokens, end)
    const text = tokens[next]?.text
    if (text === '.' || text === '|') end = skipSpace(tokens, next + 1) + 1
    else if (next === end && isOpening(tokens[next])) end = primaryEnd(tokens, next)
    else return end
  }
  return undefined
}

function primaryEnd(tokens: readonly Token[], index: number): number | undefined {
  const token = tokens[index]
  if (token === undefined) return undefined
  if (isOpening(token)) {
    const end = closingOf(tokens, index)
    return end === undefined ? undefined : end + 1
  }
  return token.kind === 'symbol' ? undefined : index + 1
}

function topLevelComma(tokens: readonly Token[]): number | undefined {
  for (let index = 0; index < tokens.length; index += 1) {
    if (isOpening(tokens[index])) index = closingOf(tokens, index) ?? tokens.length
    else if (tokens[index]?.text === ',') return index
  }
  return undefined
}
