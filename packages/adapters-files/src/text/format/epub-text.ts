import { Archive } from '../archive.js'
import { decodeText } from '../decode-text.js'
import type { ExtractionLimits } from '../extraction-limits.js'
import { ExtractionProblem } from '../extraction-problem.js'
import { xhtmlText } from '../html-text.js'
import { walkXml } from '../walk-markup.js'

/** The text of all chapters in reading order. Only what is inside the book is looked at. */
export function readEpub(bytes: Uint8Array, limits: ExtractionLimits): string {
  const archive = Archive.open(bytes, limits)
  const packageName = packagePath(decodeText(archive.require('META-INF/container.xml')))
  return chapterNames(decodeText(archive.require(packageName)), packageName)
    .map((name) => archive.read(name))
    .flatMap((chapter) => (chapter ? [xhtmlText(withEntities(decodeText(chapter)))] : []))
    .filter((text) => text !== '')
    .join('\n')
}

function packagePath(container: string): string {
  let path: string | undefined
  walkXml(container, {
    open(name, attributes) {
      if (localName(name) === 'rootfile') path ??= attributes['full-path']
    },
  })
  if (path === undefined) throw new ExtractionProblem('it does not say where its contents are')
  return path
}

function chapterNames(packageXml: string, packageName: string): readonly string[] {
  const items = new Map<string, string>()
  const order: string[] = []
  walkXml(packageXml, {
    open(name, { id, href, idref }) {
      if (localName(name) === 'item' && id && href) items.set(id, href)
      if (localName(name) === 'itemref' && idref) order.push(idref)
    },
  })
  return [...new Set(order)].flatMap((id) => {
    const href = items.get(id)
    return href === undefined ? [] : [resolveInside(href, packageName)]
  })
}

/** The name of the part an address within the book leads to; one that leads elsewhere names no part. */
function resolveInside(href: string, from: string): string {
  const base = `epub://book/${from}`
  if (!URL.canParse(href, base)) return ''
  const { protocol, host, pathname } = new URL(href, base)
  if (protocol !== 'epub:' || host !== 'book') return ''
  try {
    return decodeURIComponent(pathname.slice(1))
  } catch {
    return ''
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

const ENTITIES: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  copy: '©',
  bull: '•',
}

/** The few names that chapters use although XML itself does not know them. */
function withEntities(markup: string): string {
  return markup.replace(/&(\w+);/g, (whole, name: string) =>
    Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole,
  )
}
