import { rewriteExpression } from './rewrite-expression.js'

/** Filters the rewritten template calls. */
export const FLOAT_FILTER = '__weft_float'
export const VALUE_FILTER = '__weft_value'
const NAME = '__weft_printed'

const PRINTED = [
  `"None" if ${NAME} is none`,
  `"True" if ${NAME} is true`,
  `"False" if ${NAME} is false`,
  `${NAME} if ${NAME} is string or ${NAME} is integer or ${NAME} is undefined`,
  `${NAME}|${FLOAT_FILTER} if ${NAME} is number`,
  `${NAME}|${VALUE_FILTER}`,
].join(' else ')

/**
 * Rewrites each `{{ expression }}` of a template so that it prints as Jinja2 does in Python: `None`, `True`,
 * `['a', 1]`. The engine prints these its own way and has no hook for it. What expressions and statements can do in Jinja2
 * and not in the engine is rewritten as well. Lines stay where they are; raw blocks, comments and texts are not touched, and neither is a template that is not closed properly: the engine
 * reports that better.
 */
export function printLikePython(template: string): string {
  let result = ''
  let position = 0
  for (;;) {
    const open = nextTag(template, position)
    if (open < 0) return result + template.slice(position)
    const end = endOfTag(template, open)
    if (end < 0) return result + template.slice(position)
    result += template.slice(position, open)
    const tag = template.slice(open, end)
    result += rewritten(tag)
    position = end
  }
}

function rewritten(tag: string): string {
  if (tag.startsWith('{#') || RAW_TAG.test(tag)) return tag
  if (tag.startsWith('{%')) return `{%${rewriteExpression(tag.slice(2, -2))}%}`
  const [, left = '', code = '', right = ''] = EXPRESSION.exec(tag) ?? []
  if (code.trim() === '') return tag
  const expression = rewriteExpression(code)
  return `{%${left} set ${NAME} = (${expression}) %}{{ ${PRINTED} ${right}}}`
}

/** Its whitespace marks, and what is between them. */
const EXPRESSION = /^\{\{([-+]?)([\s\S]*?)([-+]?)\}\}$/

function nextTag(template: string, from: number): number {
  for (
    let index = template.indexOf('{', from);
    index >= 0;
    index = template.indexOf('{', index + 1)
  ) {
    const next = template[index + 1]
    if (next === '{' || next === '%' || next === '#') return index
  }
  return -1
}

/** Where the tag that opens at `start` is over, -1 when it never is. A raw block is one tag. */
function endOfTag(template: string, start: number): number {
  switch (template[start + 1]) {
    case '#':
      return after(template, '#}', start + 2)
    case '%':
      return endOfStatement(template, start)
    default:
      return endOfCode(template, start + 2, '}}')
  }
}

function endOfStatement(template: string, start: number): number {
  RAW.lastIndex = start
  if (!RAW.test(template)) return endOfCode(template, start + 2, '%}')
  END_RAW.lastIndex = RAW.lastIndex
  return END_RAW.test(template) ? END_RAW.lastIndex : -1
}

const RAW_TAG = /^\{%[-+]?\s*raw\b/
const RAW = /\{%[-+]?\s*raw\s*[-+]?%\}/y
const END_RAW = /\{%[-+]?\s*endraw\s*[-+]?%\}/g

function after(template: string, mark: string, from: number): number {
  const found = template.indexOf(mark, from)
  return found < 0 ? -1 : found + mark.length
}

/** The closing mark that is neither in a text nor within brackets. */
function endOfCode(template: string, start: number, mark: '}}' | '%}'): number {
  let depth = 0
  for (let index = start; index < template.length; index += 1) {
    const character = template[index] ?? ''
    if (depth <= 0 && template.startsWith(mark, index)) return index + 2
    if (character === '"' || character === "'") {
      index = endOfText(template, index, character)
    } else if ('([{'.includes(character)) depth += 1
    else if (')]}'.includes(character)) depth -= 1
  }
  return -1
}

function endOfText(template: string, start: number, quote: string): number {
  for (let index = start + 1; index < template.length; index += 1) {
    if (template[index] === '\\') index += 1
    else if (template[index] === quote) return index
  }
  return template.length
}
