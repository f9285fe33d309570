/** A piece of the code inside a tag. Joined they are the code again. */
export type Token = {
  readonly kind: 'space' | 'text' | 'name' | 'number' | 'symbol'
  readonly text: string
}

const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['space', /\s+/y],
  ['text', /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['number', /\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?/y],
  ['symbol', /\*\*|\/\/|[=!<>]=|[\s\S]/y],
]

/** Cuts code into tokens. */
export function tokensOf(code: string): readonly Token[] {
  const tokens: Token[] = []
  for (let position = 0; position < code.length;) {
    const token = tokenAt(code, position)
    tokens.push(token)
    position += token.text.length
  }
  return tokens
}

function tokenAt(code: string, position: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position
    const found = pattern.exec(code)
    if (found !== null) return { kind, text: found[0] }
  }
  return { kind: 'symbol', text: code.charAt(position) }
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

export function isOpening(token: Token | undefined): boolean {
  return token?.kind === 'symbol' && token.text in CLOSING
}

/** The index of the bracket that closes the one at `start`; undefined when there is none. */
export function closingOf(tokens: readonly Token[], start: number): number | undefined {
  const expected: string[] = []
  for (let index = start; index < tokens.length; index += 1) {
    const token = tokens[index]
    if (token?.kind !== 'symbol') continue
    const closing = CLOSING[token.text]
    if (closing !== undefined) expected.push(closing)
    else if (')]}'.includes(token.text) && token.text !== expected.pop()) return undefined
    if (expected.length === 0) return index
  }
  return undefined
}

/** The index of the first token from `start` on that is no space. */
export function skipSpace(tokens: readonly Token[], start: number): number {
  let index = start
  while (tokens[index]?.kind === 'space') index += 1
  return index
}
