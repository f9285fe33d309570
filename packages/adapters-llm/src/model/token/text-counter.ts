import { piecesOf } from './text-pieces.js'
import type { Tokenizer } from './tokenizer.js'

/** Characters counted before others get their turn: some 8 ms of the worst text, less than 1 ms of prose. */
const CHARACTERS_PER_TURN = 4_096

/** Counts the tokens of texts, in turns: however long they are, whatever else the process does goes on in between. */
export class TextCounter {
  #charactersOfTurn = 0

  /** @param load gives the tokenizer; asked for it when there is something to count. */
  constructor(private readonly load: () => Promise<Tokenizer>) {}

  /** Nothing for an empty text. */
  async count(text: string): Promise<number> {
    if (text === '') return 0
    const tokenizer = await this.load()
    let tokens = 0
    for (const piece of piecesOf(text)) {
      await this.takeTurn(piece.length)
      tokens += tokenizer(piece)
    }
    return tokens
  }

  /** Of several texts, each by itself. */
  async countAll(texts: Iterable<string>): Promise<number> {
    let tokens = 0
    for (const text of texts) tokens += await this.count(text)
    return tokens
  }

  private async takeTurn(characters: number): Promise<void> {
    if (this.#charactersOfTurn > 0 && this.#charactersOfTurn + characters > CHARACTERS_PER_TURN) {
      this.#charactersOfTurn = 0
      await new Promise((resolve) => setImmediate(resolve))
    }
    this.#charactersOfTurn += characters
  }
}
