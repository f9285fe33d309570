import { iconOf } from './node-icon.js'
import type { Box, PlacedNode } from './place-picture.js'
import { counted, duration, escaped, fitted } from './plain-text.js'
import {
  isMarker,
  type PictureNode,
  type PictureNodeStatus,
  type PictureRounds,
} from './run-picture.js'

const TITLE_COLUMNS = 21
const TYPE_COLUMNS = 26
/** Columns a title may take per pixel of a container's head. */
const COLUMNS_PER_PIXEL = 1 / 8.2

/** A node as a group of SVG elements. Its title tells the rest on hovering. */
export function drawNode({ node, box }: PlacedNode): string {
  const shape = isMarker(node) ? drawMarker(node, box) : drawFull(node, box)
  return `<g class="node ${node.status}"><title>${escaped(describe(node))}</title>${shape}</g>`
}

function drawFull(node: PictureNode, box: Box): string {
  return node.type === 'iteration' || node.type === 'loop'
    ? drawContainer(node, box)
    : drawCard(node, box)
}

function drawMarker(node: PictureNode, { x, y, width, height }: Box): string {
  const middle = { x: x + width / 2, y: y + height / 2 }
  return (
    `<circle class="iconbox" cx="${n(middle.x)}" cy="${n(middle.y)}" r="${n(width / 2)}"/>` +
    icon(node.type, middle.x - 6, middle.y - 6, 0.75)
  )
}

function drawCard(node: PictureNode, box: Box): string {
  const { x, y, width, height } = box
  return (
    rect('card', box, 12) +
    (isDone(node) ? rect('rim', box, 12) : '') +
    `<rect class="iconbox" x="${n(x + 14)}" y="${n(y + 13)}" width="28" height="28" rx="8"/>` +
    icon(node.type, x + 20, y + 19, 1) +
    clipped(
      { x: x + 52, y: y + 10, width: width - 88, height: 20 },
      fitted(node.title, TITLE_COLUMNS),
    ) +
    text('type', x + 52, y + 40, fitted(node.type, TYPE_COLUMNS)) +
    `<text class="facts" x="${n(x + 14)}" y="${n(y + height - 14)}">${facts(node)}</text>` +
    state(node.status, x + width - 20, y + 20)
  )
}

function drawContainer(node: PictureNode, box: Box): string {
  const { x, y, width } = box
  const columns = Math.max(10, Math.floor((width - 110) * COLUMNS_PER_PIXEL))
  const rounds = node.rounds ? `${describeRounds(node.rounds)} · ` : ''
  return (
    rect('group', box, 16) +
    (isDone(node) ? rect('rim', box, 16) : '') +
    `<rect class="iconbox" x="${n(x + 14)}" y="${n(y + 12)}" width="28" height="28" rx="8"/>` +
    icon(node.type, x + 20, y + 18, 1) +
    clipped({ x: x + 52, y: y + 9, width: width - 92, height: 20 }, fitted(node.title, columns)) +
    `<text class="facts" x="${n(x + 52)}" y="${n(y + 40)}">${escaped(rounds)}${facts(node)}</text>` +
    state(node.status, x + width - 22, y + 24)
  )
}

function facts({ status, runs, retries, elapsedMs }: PictureNode): string {
  if (status === 'skipped') return 'skipped'
  if (runs === 0) return 'not reached'
  const retried =
    retries > 0
      ? ` · <tspan class="retry">${escaped(counted(retries, 'retry', 'retries'))}</tspan>`
      : ''
  const often = runs > 1 ? ` · ${counted(runs, 'run')}` : ''
  return `${escaped(duration(elapsedMs))}${often}${retried}`
}

export function describeRounds({ kind, begun, length }: PictureRounds): string {
  if (kind === 'iteration') return `${begun} of ${counted(length, 'item')}`
  return `${counted(begun, 'round')} of at most ${length}`
}

function isDone({ status }: PictureNode): boolean {
  return status !== 'skipped' && status !== 'idle'
}

function describe(node: PictureNode): string {
  const error = node.executions.find((each) => each.error !== undefined)?.error
  const lines = [`${node.title} (${node.type}, ${node.id})`, node.status]
  return [...lines, ...(error === undefined ? [] : [error])].join('\n')
}

const MARKS: Readonly<Record<PictureNodeStatus, string>> = {
  succeeded: 'M-3.6 .2l2.4 2.5 4.6-5',
  failed: 'M-2.8-2.8l5.6 5.6M2.8-2.8l-5.6 5.6',
  exception: 'M0-3.8v4M0 3.2v.1',
  stopped: 'M-2.5-2.5h5v5h-5z',
  paused: 'M-2-3v6M2-3v6',
  skipped: 'M-3.2 0h6.4',
  idle: 'M-3.2 0h6.4',
}

function state(status: PictureNodeStatus, x: number, y: number): string {
  return (
    `<g transform="translate(${n(x)} ${n(y)})"><circle class="state" r="8.5"/>` +
    `<path class="mark" d="${MARKS[status]}"/></g>`
  )
}

function icon(type: string, x: number, y: number, scale: number): string {
  const zoom = scale === 1 ? '' : ` scale(${scale})`
  return `<path class="icon" transform="translate(${n(x)} ${n(y)})${zoom}" d="${iconOf(type)}"/>`
}

export function rect(name: string, { x, y, width, height }: Box, radius: number): string {
  return `<rect class="${name}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${radius}"/>`
}

export function text(name: string, x: number, y: number, content: string): string {
  return `<text class="${name}" x="${n(x)}" y="${n(y)}">${escaped(content)}</text>`
}

/** A title that does not reach beyond its box, however wide the reader's letters are. */
function clipped({ x, y, width, height }: Box, content: string): string {
  const box = `x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${height}"`
  return `<svg ${box}>${text('title', 0, 15, content)}</svg>`
}

/** A coordinate with no more digits than a screen can show. */
export function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}
