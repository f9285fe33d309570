import type {
  LanguageModelV3ReasoningPart,
  LanguageModelV3StreamPart,
  SharedV3ProviderMetadata,
} from '@ai-sdk/provider'
import type { ToolCallMemory } from './tool-call-memory.js'

type Thought = { text: string; metadata: SharedV3ProviderMetadata | undefined }

/** Follows one stream and keeps the thoughts that led to its tool calls. */
export class ReasoningCollector {
  private readonly thoughts = new Map<string, Thought>()

  constructor(private readonly memory: ToolCallMemory) {}

  follow(part: LanguageModelV3StreamPart): void {
    switch (part.type) {
      case 'reasoning-start':
      case 'reasoning-end':
        this.note(part.id, '', part.providerMetadata)
        break
      case 'reasoning-delta':
        this.note(part.id, part.delta, part.providerMetadata)
        break
      case 'tool-call':
        this.memory.remember(part.toolCallId, {
          reasoning: this.parts(),
          metadata: part.providerMetadata,
        })
        break
      default:
        break
    }
  }

  private note(id: string, text: string, metadata: SharedV3ProviderMetadata | undefined): void {
    const thought = this.thoughts.get(id) ?? { text: '', metadata: undefined }
    thought.text += text
    thought.metadata = metadata ?? thought.metadata
    this.thoughts.set(id, thought)
  }

  private parts(): readonly LanguageModelV3ReasoningPart[] {
    return [...this.thoughts.values()].map(({ text, metadata }) => ({
      type: 'reasoning',
      text,
      ...(metadata ? { providerOptions: metadata } : {}),
    }))
  }
}
