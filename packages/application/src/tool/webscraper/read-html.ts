import { Tokenizer } from 'htmlparser2'

/** Told what a page holds, in order. Names are in lower case; end tags come as they are written, missing ones not at all. */
export interface HtmlReader {
  open(name: string, attributes: ReadonlyMap<string, string>): void
  text(text: string): void
  close(name: string): void
}

/**
 * Reads a page tag by tag. The library's own parser keeps the open tags in a list whose upkeep takes a time that grows with
 * the square of their number; a page of nothing but open tags would hold everybody up.
 */
export function readHtml(html: string, reader: HtmlReader): void {
  const tokenizer = new Tokenizer({ decodeEntities: true }, new Tokens(html, reader))
  tokenizer.write(html)
  tokenizer.end()
}

type Callbacks = ConstructorParameters<typeof Tokenizer>[1]

class Tokens implements Callbacks {
  private name = ''
  private attribute = ''
  private value = ''
  private attributes = new Map<string, string>()

  constructor(
    private readonly html: string,
    private readonly reader: HtmlReader,
  ) {}

  ontext(start: number, end: number): void {
    this.reader.text(this.html.slice(start, end))
  }

  ontextentity(codepoint: number): void {
    this.reader.text(String.fromCodePoint(codepoint))
  }

  onopentagname(start: number, end: number): void {
    this.name = this.html.slice(start, end).toLowerCase()
    this.attributes = new Map()
  }

  onattribname(start: number, end: number): void {
    this.attribute = this.html.slice(start, end).toLowerCase()
    this.value = ''
  }

  onattribdata(start: number, end: number): void {
    this.value += this.html.slice(start, end)
  }

  onattribentity(codepoint: number): void {
    this.value += String.fromCodePoint(codepoint)
  }

  onattribend(): void {
    this.attributes.set(this.attribute, this.value)
  }

  onopentagend(): void {
    this.reader.open(this.name, this.attributes)
  }

  onselfclosingtag(): void {
    this.reader.open(this.name, this.attributes)
    this.reader.close(this.name)
  }

  onclosetag(start: number, end: number): void {
    this.reader.close(this.html.slice(start, end).toLowerCase())
  }

  oncdata(): void {
    // Nothing people read.
  }

  oncomment(): void {
    // Nothing people read.
  }

  ondeclaration(): void {
    // Nothing people read.
  }

  onprocessinginstruction(): void {
    // Nothing people read.
  }

  onend(): void {
    // What is open stays open.
  }
}
