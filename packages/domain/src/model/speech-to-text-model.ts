import type { ModelRef } from './model-ref.js'

export type SpeechRecording = {
  readonly bytes: Uint8Array
  readonly mimeType: string
  /** With its extension: some providers tell the format by it. */
  readonly filename: string
}

/** Writes down what is said in a recording. */
export interface SpeechToTextModel {
  readonly ref: ModelRef
  /**
   * @param options.language ISO 639-1, for example `de`; absent means that the model finds out.
   * @throws ModelCallFailed when the provider refuses or breaks off.
   * Rejects with the signal's reason once aborted.
   */
  transcribe(
    recording: SpeechRecording,
    options: { readonly language?: string; readonly signal: AbortSignal },
  ): Promise<{ readonly text: string }>
}
