import type { MediaPart, PromptMessage, ToolDefinition } from '@weft/domain/model'
import { imageTokens } from './image-tokens.js'
import { TextCounter } from './text-counter.js'
import { encodingOf, type TokenEncoding } from './token-encoding.js'
import { loadTokenizer, type Tokenizer } from './tokenizer.js'
import { shapeOfTools } from './tool-tokens.js'

/*
 * How OpenAI frames messages, by its cookbook (How to count tokens with tiktoken, section 6). The other makers do not say.
 */
const TOKENS_PER_MESSAGE = 3
const TOKENS_PER_ROLE = 1
const TOKENS_OF_REPLY = 3
const TOKENS_PER_TOOL_CALL = 3
/** Audio, video and documents count by length, which is not known here. */
const TOKENS_PER_OTHER_MEDIA = 500

export type CountedModel = {
  /** The maker's name for it: what it is counted by. */
  readonly name: string
  /** A completion model is given the texts alone, without a frame; default `chat`. */
  readonly mode?: 'chat' | 'completion'
}

export type TokenizerSource = (encoding: TokenEncoding) => Promise<Tokenizer>

/** Counts what a model is given and what it says. */
export class ModelTokenCounter {
  readonly #known = new WeakMap<PromptMessage, number>()

  /** @param load gives the tokenizer of an encoding; default: the one that comes along, read when it is first needed. */
  constructor(
    private readonly model: CountedModel,
    private readonly load: TokenizerSource = loadTokenizer,
  ) {}

  /** Tokens of a prompt: its messages with their frames, tool calls, files and tools. Nothing for an empty prompt. */
  async countPrompt(
    messages: readonly PromptMessage[],
    tools: readonly ToolDefinition[] = [],
  ): Promise<number> {
    const texts = this.texts()
    let tokens = 0
    for (const message of messages) tokens += await this.countMessage(message, texts)
    const { tokens: ofTools, texts: ofToolTexts } = shapeOfTools(tools, this.encoding)
    tokens += ofTools + (await texts.countAll(ofToolTexts))
    return tokens === 0 || !this.isFramed ? tokens : tokens + TOKENS_OF_REPLY
  }

  /** Tokens of texts alone: what a model said, or was given to embed. */
  countTexts(texts: readonly string[]): Promise<number> {
    return this.texts().countAll(texts)
  }

  private async countMessage(message: PromptMessage, texts: TextCounter): Promise<number> {
    const known = this.#known.get(message)
    if (known !== undefined) return known
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
    const written = [...textsIn(message), ...calls.flatMap((call) => [call.name, call.arguments])]
    const frame = this.isFramed ? TOKENS_PER_MESSAGE + TOKENS_PER_ROLE : 0
    const tokens =
      frame +
      calls.length * TOKENS_PER_TOOL_CALL +
      (await texts.countAll(written)) +
      (await this.countMedia(message))
    this.#known.set(message, tokens)
    return tokens
  }

  private async countMedia({ content }: PromptMessage): Promise<number> {
    if (typeof content === 'string') return 0
    let tokens = 0
    for (const part of content) if (part.type !== 'text') tokens += await this.countFile(part)
    return tokens
  }

  private async countFile(part: MediaPart): Promise<number> {
    return part.type === 'image' ? imageTokens(part, this.model.name) : TOKENS_PER_OTHER_MEDIA
  }

  private get isFramed(): boolean {
    return this.model.mode !== 'completion'
  }

  private get encoding(): TokenEncoding {
    return encodingOf(this.model.name)
  }

  private texts(): TextCounter {
    return new TextCounter(() => this.load(this.encoding))
  }
}

function textsIn({ content }: PromptMessage): readonly string[] {
  if (typeof content === 'string') return [content]
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
}
