import { Archive } from '../archive.js'
import { decodeText } from '../decode-text.js'
import type { ExtractionLimits } from '../extraction-limits.js'
import { walkXml } from '../walk-markup.js'

/** The paragraphs of all slides, in the order they are shown. */
export function readPptx(bytes: Uint8Array, limits: ExtractionLimits): string {
  const archive = Archive.open(bytes, limits)
  return slideNames(archive)
    .flatMap((name) => slideParagraphs(decodeText(archive.require(name))))
    .join('\n')
}

function slideNames(archive: Archive): readonly string[] {
  const shown = shownSlides(archive)
  return shown.length > 0 ? shown : numberedSlides(archive)
}

function shownSlides(archive: Archive): readonly string[] {
  const presentation = archive.read('ppt/presentation.xml')
  const relations = archive.read('ppt/_rels/presentation.xml.rels')
  if (!presentation || !relations) return []
  const targets = new Map<string, string>()
  walkXml(decodeText(relations), {
    open(name, { Id, Target }) {
      if (name === 'Relationship' && Id && Target) targets.set(Id, Target)
    },
  })
  const names: string[] = []
  walkXml(decodeText(presentation), {
    open(name, attributes) {
      const target = name === 'p:sldId' && targets.get(attributes['r:id'] ?? '')
      if (target) names.push(target.startsWith('/') ? target.slice(1) : `ppt/${target}`)
    },
  })
  return [...new Set(names)].filter((name) => archive.has(name))
}

const SLIDE = /^ppt\/slides\/slide(\d+)\.xml$/

function numberedSlides(archive: Archive): readonly string[] {
  const numberOf = (name: string): number => Number(SLIDE.exec(name)?.[1])
  return archive.names
    .filter((name) => SLIDE.test(name))
    .toSorted((one, other) => numberOf(one) - numberOf(other))
}

function slideParagraphs(xml: string): readonly string[] {
  const paragraphs: string[] = []
  let paragraph = ''
  let isText = false
  walkXml(xml, {
    open(name) {
      if (name === 'a:t') isText = true
      if (name === 'a:br') paragraph += '\n'
    },
    text(text) {
      if (isText) paragraph += text
    },
    close(name) {
      if (name === 'a:t') isText = false
      if (name !== 'a:p') return
      if (paragraph.trim() !== '') paragraphs.push(paragraph.trim())
      paragraph = ''
    },
  })
  return paragraphs
}
