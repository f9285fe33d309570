import { walkHtml, walkXml, type MarkupHandler } from './walk-markup.js'

const BLOCKS = new Set(
  (
    'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead title tr ul'
  ).split(' '),
)
const UNSEEN = new Set(['script', 'style', 'template', 'noscript', 'head'])

/** The text a reader would see, one line per block, without blank lines. */
export function htmlText(markup: string): string {
  return collect(markup, walkHtml)
}

/** The same for XHTML, whose empty elements may stand alone: `<script/>`. */
export function xhtmlText(markup: string): string {
  return collect(markup, walkXml)
}

function collect(markup: string, walk: (text: string, handler: MarkupHandler) => void): string {
  const lines: string[] = []
  let line = ''
  let unseen = 0
  const endLine = (): void => {
    const text = line.replace(/[\s\u00a0]+/g, ' ').trim()
    if (text !== '') lines.push(text)
    line = ''
  }
  const isBreak = (name: string): boolean => BLOCKS.has(name) || name === 'br'
  walk(markup, {
    open(name) {
      if (UNSEEN.has(name)) unseen += 1
      if (isBreak(name)) endLine()
    },
    text(text) {
      if (unseen === 0) line += text
    },
    close(name) {
      if (UNSEEN.has(name)) unseen -= 1
      if (isBreak(name)) endLine()
    },
  })
  endLine()
  return lines.join('\n')
}
