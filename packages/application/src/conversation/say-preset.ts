import type { Pause } from '@weft/domain/kernel'

/** How a text that is known already is told to somebody who reads along. */
export type Speech = {
  /** Absent: it is told at once. */
  readonly pause?: Pause | undefined
}

/** Between two characters. */
const PAUSE_MS = 10

/** The text in pieces: character by character with a pause after each, or at once. Rejects once the signal is aborted. */
export async function* sayPreset(
  text: string,
  { pause, signal }: Speech & { readonly signal: AbortSignal },
): AsyncGenerator<string, void, undefined> {
  signal.throwIfAborted()
  if (!pause) {
    if (text !== '') yield text
    return
  }
  for (const character of text) {
    yield character
    await pause(PAUSE_MS, { signal })
  }
}
