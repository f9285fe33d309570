import type { CodeError } from '@weft/domain/workflow'

export type ErasedCode =
  | { readonly type: 'code'; readonly code: string }
  | { readonly type: 'raised'; readonly error: CodeError; readonly column: number }

/**
 * The JavaScript of a TypeScript program: types become spaces, so every line and column stays where it was. What has to
 * be turned into code (enums, namespaces, parameter properties) is a SyntaxError. Works on untrusted text, so it belongs
 * into a thread that can be ended.
 *
 * @throws whatever breaks the transformer, which must not be used again then.
 */
export async function eraseTypes(code: string): Promise<ErasedCode> {
  // Loading takes its time, and only TypeScript needs it.
  const { transformSync } = await import('@swc/wasm-typescript')
  try {
    const erased: { readonly code?: unknown } = transformSync(code, {
      mode: 'strip-only',
      module: false,
    })
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
