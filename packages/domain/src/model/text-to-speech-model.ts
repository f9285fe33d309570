import type { ModelRef } from './model-ref.js'

export type Voice = {
  /** What the provider calls it. */
  readonly id: string
  /** What people call it. */
  readonly name: string
  /** Languages it speaks, as BCP 47 tags; empty when it speaks any. */
  readonly languages: readonly string[]
}

/** What is known of a speaking model before calling it. */
export type TextToSpeechProfile = {
  /** Empty when unknown: then any voice is handed on. */
  readonly voices: readonly Voice[]
  /** Used when nobody chose a voice; absent when the provider chooses. */
  readonly defaultVoice: string | undefined
  /** Format of the audio, as a MIME type. */
  readonly mimeType: string
  /** Longest text of one call, in characters; absent when unknown. Longer texts are spoken in several calls. */
  readonly maxCharacters: number | undefined
}

/** Reads a text aloud. */
export interface TextToSpeechModel {
  readonly ref: ModelRef
  readonly profile: TextToSpeechProfile
  /**
   * The audio in pieces, as the provider sends them. An empty text gives none.
   *
   * @throws ModelCallFailed when the provider refuses or breaks off.
   * Rejects with the signal's reason once aborted.
   */
  speak(
    text: string,
    options: { readonly voice?: string; readonly signal: AbortSignal },
  ): AsyncIterable<Uint8Array>
}
