import { createRequire } from 'node:module'

import type { CodeError } from '@weft/domain/workflow'

export type ErasedCode =
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'raised'; readonly error: CodeError; readonly column: number }

type Transformer = {
  transformSync(
    code: string,
    options: { readonly mode: 'strip-only'; readonly module: false },
  ): { readonly code?: unknown }
}

let transformer: Transformer | undefined

/**
 * The JavaScript of a TypeScript program: types become spaces, so every line and column stays where it was. What has to
 * be turned into code (enums, namespaces, parameter properties) is a SyntaxError. Works on untrusted text, so it belongs
 * into a thread that can be ended.
 *
 * @throws whatever breaks the transformer, which must not be used again then.
 */
export function eraseTypes(code: string): ErasedCode {
  // Loading takes its time, and only TypeScript needs it.
  transformer ??= createRequire(import.meta.url)('@swc/wasm-typescript') as Transformer
  try {
    const erased = transformer.transformSync(code, { mode: 'strip-only', module: false })
    return { type: 'code', code: typeof erased.code === 'string' ? erased.code : '' }
  } catch (error) {
    return toRaised(error)
  }
}

function toRaised(error: unknown): ErasedCode {
  // The transformer throws plain maps for what is wrong with the code, and errors when it is broken.
  if (typeof error !== 'object' || error === null || error instanceof Error) throw error
  const { message, startLine, startColumn }: Record<string, unknown> = { ...error }
  return {
    type: 'raised',
    error: {
      type: 'SyntaxError',
      message: typeof message === 'string' ? message : 'The code is not valid TypeScript.',
      line: typeof startLine === 'number' && startLine > 0 ? startLine : undefined,
    },
    column: typeof startColumn === 'number' ? startColumn + 1 : 1,
  }
}
