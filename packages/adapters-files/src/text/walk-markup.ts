import { Parser, type ParserOptions } from 'htmlparser2'
import { ExtractionProblem } from './extraction-problem.js'

export type MarkupHandler = {
  readonly open?: (name: string, attributes: Attributes) => void
  readonly text?: (text: string) => void
  readonly close?: (name: string) => void
}

export type Attributes = { readonly [name: string]: string | undefined }

const MAX_DEPTH = 2_000

/**
 * Walks through XML. Declared entities are not looked at, so nothing grows and nothing is fetched: they stay the text they are.
 *
 * @throws ExtractionProblem when elements are nested too deeply.
 */
export function walkXml(text: string, handler: MarkupHandler): void {
  walk(text, handler, { xmlMode: true, decodeEntities: true })
}

/** Walks through HTML as browsers understand it: names in lower case, missing ends added. */
export function walkHtml(text: string, handler: MarkupHandler): void {
  walk(text, handler, { xmlMode: false, decodeEntities: true })
}

function walk(
  text: string,
  { open, text: onText, close }: MarkupHandler,
  options: ParserOptions,
): void {
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1
        if (depth > MAX_DEPTH) throw new ExtractionProblem('its elements are nested too deeply')
        open?.(name, attributes)
      },
      ontext: (data) => onText?.(data),
      onclosetag(name) {
        depth -= 1
        close?.(name)
      },
    },
    options,
  )
  parser.end(text)
}
