import { n, drawNode, rect, text } from './draw-node.js'
import { PICTURE_STYLE } from './picture-style.js'
import { placePicture, type PlacedEdge, type PlacedNode, type Point } from './place-picture.js'
import { columnsOf, counted, duration, escaped, fitted } from './plain-text.js'
import type { PictureEdge, RunPicture } from './run-picture.js'

const MARGIN = 32
const HEAD = 84
const MIN_WIDTH = 560
const LABEL_COLUMNS = 22

/**
 * The run as one SVG document: no script, nothing loaded from elsewhere, and every text of the document and its outputs
 * escaped.
 */
export function drawPicture(picture: RunPicture): string {
  const { nodes, edges, width, height } = placePicture(picture.nodes, picture.edges)
  const size = {
    width: Math.ceil(Math.max(width, MIN_WIDTH) + 2 * MARGIN),
    height: Math.ceil(height + HEAD + 2 * MARGIN),
  }
  const containers = nodes.filter(isContainer)
  const cards = nodes.filter((placed) => !isContainer(placed))
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="wf" viewBox="0 0 ${size.width} ${size.height}" ` +
    `width="${size.width}" height="${size.height}" role="img" aria-label="${escaped(`Run of ${picture.title}`)}">` +
    `<style>${PICTURE_STYLE}</style>` +
    rect('bg', { x: 0, y: 0, ...size }, 0) +
    drawHead(picture) +
    `<g transform="translate(${MARGIN} ${HEAD + MARGIN / 2})">` +
    containers.map(drawNode).join('') +
    edges.map(drawWay).join('') +
    cards.map(drawNode).join('') +
    edges.map(drawLabel).join('') +
    '</g></svg>'
  )
}

function isContainer({ node }: PlacedNode): boolean {
  return node.type === 'iteration' || node.type === 'loop'
}

function drawHead(picture: RunPicture): string {
  const { title, status, elapsedMs, steps, totalTokens, error } = picture
  const pillWidth = columnsOf(status) * 7.4 + 24
  const facts = [
    duration(elapsedMs),
    counted(steps, 'node'),
    ...(totalTokens > 0 ? [counted(totalTokens, 'token')] : []),
    ...(error === undefined ? [] : [error]),
  ].join(' · ')
  return (
    text('head', MARGIN, 40, fitted(title, 60)) +
    `<g class="${status}"><rect class="state" x="${MARGIN}" y="52" width="${n(pillWidth)}" height="20" rx="10"/>` +
    `${text('pilltext', MARGIN + 12, 66, status)}</g>` +
    text('sub', MARGIN + pillWidth + 12, 66, fitted(facts, 70))
  )
}

function drawWay({ edge, points }: PlacedEdge): string {
  const end = points.at(-1) ?? { x: 0, y: 0 }
  const tip = `M${n(end.x)} ${n(end.y)}l-8-4.5v9z`
  return `<path class="way ${edge.status}" d="${curve(points)}"/><path class="tip ${edge.status}" d="${tip}"/>`
}

/** Through the points, always leaving and arriving horizontally. */
function curve(points: readonly Point[]): string {
  const [start = { x: 0, y: 0 }, ...rest] = points
  let path = `M${n(start.x)} ${n(start.y)}`
  let from = start
  for (const [index, point] of rest.entries()) {
    const to = index === rest.length - 1 ? { x: point.x - 6, y: point.y } : point
    const bend = Math.max(4, (to.x - from.x) / 2)
    path += `C${n(from.x + bend)} ${n(from.y)} ${n(to.x - bend)} ${n(to.y)} ${n(to.x)} ${n(to.y)}`
    from = to
  }
  return path
}

function drawLabel({ edge, label }: PlacedEdge): string {
  if (edge.label === '') return ''
  const content = fitted(edge.label, LABEL_COLUMNS)
  const width = columnsOf(content) * 6.2 + 14
  const box = { x: label.x - width / 2, y: label.y - 9, width, height: 18 }
  return rect('chip', box, 9) + text(`chiptext ${shown(edge)}`, label.x, label.y + 3.7, content)
}

function shown({ status }: PictureEdge): string {
  return status
}
