import type {
  EmbeddingModel,
  ModelRef,
  ModerationModel,
  ModerationVerdict,
  Ranking,
  RerankModel,
  SpeechRecording,
  SpeechToTextModel,
  TextToSpeechModel,
  TextToSpeechProfile,
} from '@weft/domain/model'
import type { ModelLine } from './model-line.js'

/** Texts are embedded many at a time, which takes a while. */
const EMBEDDING_SILENCE_MS = 300_000

const unmetered = (): undefined => undefined

export class RoutedEmbeddingModel implements EmbeddingModel {
  constructor(
    private readonly line: ModelLine<EmbeddingModel>,
    private readonly model: EmbeddingModel,
  ) {}

  get ref(): ModelRef {
    return this.model.ref
  }

  get dimensions(): number {
    return this.model.dimensions
  }

  embed(
    texts: readonly string[],
    { purpose, signal }: Parameters<EmbeddingModel['embed']>[1],
  ): ReturnType<EmbeddingModel['embed']> {
    return this.line.run(
      (model, attempt) => model.embed(texts, { purpose, signal: attempt }),
      ({ usage, isUsageCounted = false }) => ({ usage, isCounted: isUsageCounted }),
      { signal, silenceMs: EMBEDDING_SILENCE_MS },
    )
  }
}

export class RoutedRerankModel implements RerankModel {
  constructor(
    private readonly line: ModelLine<RerankModel>,
    readonly ref: ModelRef,
  ) {}

  rerank(
    query: string,
    texts: readonly string[],
    { signal, ...options }: { readonly limit?: number; readonly signal: AbortSignal },
  ): Promise<Ranking> {
    return this.line.run(
      (model, attempt) => model.rerank(query, texts, { ...options, signal: attempt }),
      ({ usage, isUsageCounted = false }) => ({ usage, isCounted: isUsageCounted }),
      { signal },
    )
  }
}

export class RoutedModerationModel implements ModerationModel {
  constructor(
    private readonly line: ModelLine<ModerationModel>,
    readonly ref: ModelRef,
  ) {}

  moderate(text: string, { signal }: { readonly signal: AbortSignal }): Promise<ModerationVerdict> {
    return this.line.run((model, attempt) => model.moderate(text, { signal: attempt }), unmetered, {
      signal,
    })
  }
}

export class RoutedSpeechToTextModel implements SpeechToTextModel {
  constructor(
    private readonly line: ModelLine<SpeechToTextModel>,
    readonly ref: ModelRef,
  ) {}

  transcribe(
    recording: SpeechRecording,
    { signal, ...options }: { readonly language?: string; readonly signal: AbortSignal },
  ): Promise<{ readonly text: string }> {
    return this.line.run(
      (model, attempt) => model.transcribe(recording, { ...options, signal: attempt }),
      unmetered,
      { signal },
    )
  }
}

export class RoutedTextToSpeechModel implements TextToSpeechModel {
  constructor(
    private readonly line: ModelLine<TextToSpeechModel>,
    private readonly model: TextToSpeechModel,
  ) {}

  get ref(): ModelRef {
    return this.model.ref
  }

  get profile(): TextToSpeechProfile {
    return this.model.profile
  }

  speak(
    text: string,
    { signal, ...options }: { readonly voice?: string; readonly signal: AbortSignal },
  ): AsyncIterable<Uint8Array> {
    return this.line.stream(
      (model, attempt) => model.speak(text, { ...options, signal: attempt }),
      unmetered,
      { signal },
    )
  }
}
