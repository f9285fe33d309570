import { readHtml, type HtmlReader } from './read-html.js'

/** What of a page is worth reading. */
export type ReadablePage = {
  readonly title: string
  readonly authors: readonly string[]
  /** When it was published, as the page says it. */
  readonly date: string | undefined
  readonly text: string
}

/** Most characters of text that are kept. */
const MOST_CHARACTERS = 1_000_000

/**
 * The readable part of a page: its article where it marks one, else its main part, else its body; without menus, scripts
 * and what else is not text. Takes time and memory in proportion to the page; nothing in it is fetched or run.
 */
export function readableText(html: string): ReadablePage {
  const reader = new PageReader()
  readHtml(html, reader)
  return reader.page
}

const SILENT = new Set(
  'script style noscript template svg math iframe object nav footer aside form button select'.split(
    ' ',
  ),
)
const BLOCKS = new Set(
  'p div section article main header h1 h2 h3 h4 h5 h6 ul ol li table tr blockquote pre br hr figure dl dt dd'.split(
    ' ',
  ),
)
const PARTS = ['article', 'main'] as const

class PageReader implements HtmlReader {
  private silence = 0
  private isInTitle = false
  private title = ''
  private readonly authors: string[] = []
  private date: string | undefined
  private readonly bodyText = new TextLines()
  private readonly parts = { article: new TextLines(), main: new TextLines() }
  private readonly depth = { article: 0, main: 0 }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'title' && this.title === '') this.isInTitle = true
    if (name === 'meta') this.meta(attributes)
    if (SILENT.has(name)) this.silence++
    if (name === 'article' || name === 'main') this.depth[name]++
    if (BLOCKS.has(name)) this.breakLine()
  }

  text(text: string): void {
    if (this.isInTitle) this.title += text
    if (this.isInTitle || this.silence > 0) return
    for (const lines of this.targets()) lines.add(text)
  }

  close(name: string): void {
    if (name === 'title') this.isInTitle = false
    if (BLOCKS.has(name)) this.breakLine()
    if (SILENT.has(name)) this.silence = Math.max(0, this.silence - 1)
    if (name === 'article' || name === 'main') this.depth[name] = Math.max(0, this.depth[name] - 1)
  }

  get page(): ReadablePage {
    const marked = PARTS.map((part) => this.parts[part].text).find((text) => text !== '')
    return {
      title: this.title.replace(/\s+/g, ' ').trim(),
      authors: this.authors,
      date: this.date,
      text: marked ?? this.bodyText.text,
    }
  }

  private meta(attributes: ReadonlyMap<string, string>): void {
    const key = (attributes.get('name') ?? attributes.get('property') ?? '').toLowerCase()
    const content = attributes.get('content')
    if (content === undefined || content === '') return
    if (key === 'author' || key === 'article:author') this.authors.push(content)
    if (key === 'article:published_time' || key === 'date') this.date ??= content
  }

  private breakLine(): void {
    for (const lines of this.targets()) lines.break()
  }

  private targets(): readonly TextLines[] {
    const parts = PARTS.filter((part) => this.depth[part] > 0).map((part) => this.parts[part])
    return [this.bodyText, ...parts]
  }
}

/** Lines of text, blanks within them made one. */
class TextLines {
  private readonly lines: string[] = []
  private line = ''
  private length = 0

  add(text: string): void {
    if (this.length > MOST_CHARACTERS) return
    this.line += text
    this.length += text.length
  }

  break(): void {
    const line = this.line.replace(/\s+/g, ' ').trim()
    if (line !== '') this.lines.push(line)
    this.line = ''
  }

  get text(): string {
    this.break()
    return this.lines.join('\n')
  }
}
