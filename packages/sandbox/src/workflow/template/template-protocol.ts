import type { MessagePort } from 'node:worker_threads'

export type TemplateLimits = {
  /** Wall time of one rendering. The calling thread waits for so long at most. */
  readonly timeoutMs: number
  /** Steps of the engine; a loop takes a few per round. */
  readonly maxSteps: number
  readonly maxOutputCharacters: number
  readonly maxMemoryBytes: number
}

export type TemplateWorkerStart = {
  readonly limits: TemplateLimits
  readonly port: MessagePort
  /** Int32s, see `SLOT`. */
  readonly flags: SharedArrayBuffer
}

/** Each is 0 or 1; who waits for it sets it back. */
export const SLOT = { ready: 0, request: 1, answer: 2 } as const
export const FLAG_BYTES = 12

export type TemplateRequest = {
  readonly template: string
  /** As JSON text. */
  readonly variables: string
}

export type TemplateAnswer =
  | { readonly type: 'rendered'; readonly text: string }
  | { readonly type: 'failed'; readonly message: string }
  /** Failed in a way that leaves the engine unusable. */
  | { readonly type: 'broken'; readonly message: string }
