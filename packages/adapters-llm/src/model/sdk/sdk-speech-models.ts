import type {
  ModelRef,
  SpeechRecording,
  SpeechToTextModel,
  TextToSpeechModel,
  TextToSpeechProfile,
} from '@weft/domain/model'
import type { ProviderClient } from './provider-client.js'
import { toModelCallFailed, type ErrorContext } from './provider-error.js'
import { piecesOf } from './text-piece.js'

export type SdkSpeechToTextModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  readonly call: NonNullable<ProviderClient['transcribe']>
}

/** A model that hears, behind a provider. */
export class SdkSpeechToTextModel implements SpeechToTextModel {
  readonly #options: SdkSpeechToTextModelOptions

  constructor(options: SdkSpeechToTextModelOptions) {
    this.#options = options
  }

  get ref(): ModelRef {
    return this.#options.ref
  }

  async transcribe(
    recording: SpeechRecording,
    { language, signal }: { readonly language?: string; readonly signal: AbortSignal },
  ): Promise<{ readonly text: string }> {
    signal.throwIfAborted()
    const { call, ref, clock, redact } = this.#options
    try {
      return { text: await call(ref.name, recording, { language, signal }) }
    } catch (error) {
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    }
  }
}

export type SdkTextToSpeechModelOptions = Omit<ErrorContext, 'model'> & {
  readonly ref: ModelRef
  readonly profile: TextToSpeechProfile
  readonly call: NonNullable<ProviderClient['speak']>
}

const DEFAULT_MAX_CHARACTERS = 4_000

/** A model that speaks, behind a provider. */
export class SdkTextToSpeechModel implements TextToSpeechModel {
  readonly #options: SdkTextToSpeechModelOptions

  constructor(options: SdkTextToSpeechModelOptions) {
    this.#options = options
  }

  get ref(): ModelRef {
    return this.#options.ref
  }

  get profile(): TextToSpeechProfile {
    return this.#options.profile
  }

  async *speak(
    text: string,
    { voice, signal }: { readonly voice?: string; readonly signal: AbortSignal },
  ): AsyncGenerator<Uint8Array, void, undefined> {
    signal.throwIfAborted()
    const { call, ref, clock, redact, profile } = this.#options
    const chosen = voice ?? profile.defaultVoice
    try {
      for (const piece of piecesOf(text, profile.maxCharacters ?? DEFAULT_MAX_CHARACTERS))
        for await (const chunk of call(ref.name, { text: piece, voice: chosen, signal })) {
          signal.throwIfAborted()
          yield chunk
        }
    } catch (error) {
      signal.throwIfAborted()
      throw toModelCallFailed(error, { model: ref, redact, clock })
    }
  }
}
