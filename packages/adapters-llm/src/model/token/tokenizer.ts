import type { TokenEncoding } from './token-encoding.js'

/** Tokens of a short text: its time grows with the square of the longest word. */
export type Tokenizer = (text: string) => number

type Encoding = {
  readonly countTokens: (
    text: string,
    options: { readonly disallowedSpecial: Set<string> },
  ) => number
  readonly setMergeCacheSize: (entries: number) => void
}

/** A vocabulary is megabytes: each is read when its first text is counted, and once. */
const SOURCES: Readonly<Record<TokenEncoding, () => Promise<Encoding>>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
}

const loaded = new Map<TokenEncoding, Promise<Tokenizer>>()

/** The tokenizer of an encoding, read from disk the first time. */
export function loadTokenizer(encoding: TokenEncoding): Promise<Tokenizer> {
  const known = loaded.get(encoding)
  if (known) return known
  const tokenizer = SOURCES[encoding]().then(toTokenizer)
  loaded.set(encoding, tokenizer)
  // What could not be read is tried again next time.
  tokenizer.catch(() => loaded.delete(encoding))
  return tokenizer
}

function toTokenizer({ countTokens, setMergeCacheSize }: Encoding): Tokenizer {
  // The cache would keep what people wrote, and the whole text around each of its words.
  setMergeCacheSize(0)
  // Marks like `<|endoftext|>` in a text are text: nothing a user writes becomes a control token.
  const options = { disallowedSpecial: new Set<string>() }
  return (text) => countTokens(text, options)
}
