import type { JsonObject } from '@weft/domain/kernel'
import type { ToolCall } from '@weft/domain/model'

/** What happens in place of one invocation of a node, or of its model. */
export type NodeMock = (
  | { readonly type: 'outputs'; readonly outputs: JsonObject; readonly handle: string | undefined }
  | { readonly type: 'failure'; readonly error: string; readonly errorType: string }
  | ModelMock
) &
  MockTiming

/** The node runs; only its model is scripted. */
export type ModelMock =
  | {
      readonly type: 'model-reply'
      readonly text: string
      readonly toolCalls: readonly ToolCall[]
    }
  | { readonly type: 'model-failure'; readonly error: string; readonly errorType: string }

export type MockTiming = {
  /** How the text is cut; by default word by word. */
  readonly chunks: readonly string[] | undefined
  readonly chunkDelayMs: number
  readonly delayMs: number
}

/** The mocks of a node or of a type of nodes. */
export type MockScript = {
  /** How the description calls it. */
  readonly entry: string
  readonly steps: readonly NodeMock[]
  /** True when each step serves one invocation; a single mock serves all. */
  readonly isSequence: boolean
}

/** By node id, and by type for every other node of it. */
export type NodeMocks = {
  readonly byNode: ReadonlyMap<string, MockScript>
  readonly byType: ReadonlyMap<string, MockScript>
}

/** The text in the pieces it is streamed in. */
export function chunksOf(text: string, { chunks }: MockTiming): readonly string[] {
  if (chunks) return chunks
  return text === '' ? [] : text.split(' ').map((word, index) => (index === 0 ? word : ` ${word}`))
}
