/** What reading one document may cost at most. */
export type ExtractionLimits = {
  /** Milliseconds. */
  readonly timeoutMs: number
  /** Heap of the thread that reads it. */
  readonly maxHeapMb: number
  /** What the parts of a packed document may unpack to, together. */
  readonly maxUnpackedBytes: number
  /** Parts of a packed document. */
  readonly maxParts: number
  /** Length of the text. */
  readonly maxCharacters: number
}

export const DEFAULT_EXTRACTION_LIMITS: ExtractionLimits = {
  timeoutMs: 60_000,
  maxHeapMb: 512,
  maxUnpackedBytes: 200 * 1024 * 1024,
  maxParts: 10_000,
  maxCharacters: 10_000_000,
}
