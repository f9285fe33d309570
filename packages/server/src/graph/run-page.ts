import { createHash } from 'node:crypto'
import type { JsonObject } from '@weft/domain/kernel'
import { describeRounds } from './draw-node.js'
import { drawPicture } from './draw-picture.js'
import { PICTURE_STYLE } from './picture-style.js'
import { counted, duration, escaped } from './plain-text.js'
import {
  isMarker,
  type PictureExecution,
  type PictureNode,
  type RunPicture,
} from './run-picture.js'

/** Longest JSON text that is shown whole. */
const MAX_JSON_LENGTH = 20_000

const PAGE_STYLE = `
:root{color-scheme:light dark}
body{margin:0;font:14px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,Arial,"Noto Sans","Noto Sans CJK SC",sans-serif;background:var(--bg);color:var(--text)}
main{max-width:1100px;margin:0 auto;padding:8px 24px 64px}
.picture{overflow-x:auto;border-bottom:1px solid var(--line)}
.picture svg{display:block;margin:0 auto}
h2{font-size:16px;margin:28px 0 10px}
details{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:8px 0;padding:0 14px}
summary{cursor:pointer;padding:10px 0;overflow-wrap:anywhere}
summary small{color:var(--muted);margin-left:8px}
.dot{display:inline-block;width:10px;height:10px;border-radius:50%;background:var(--state);margin:0 8px 0 4px}
h3{font-size:12px;font-weight:600;color:var(--muted);margin:10px 0 4px}
h3.place{color:var(--text);border-top:1px solid var(--line);padding-top:10px}
pre{margin:0 0 12px;padding:10px 12px;background:var(--group);border-radius:8px;overflow:auto;max-height:420px;white-space:pre-wrap;overflow-wrap:anywhere;font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace}
pre.error{color:var(--bad)}
`.trim()

/** The picture with what went into each node and came out of it: one page that loads nothing and runs nothing. */
export function drawPage(picture: RunPicture): string {
  return [
    '<!doctype html>',
    '<html lang="en" class="wf">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(`Run of ${picture.title}`)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    `<div class="picture">${drawPicture(picture)}</div>`,
    '<main>',
    '<h2>Run</h2>',
    describeRun(picture),
    '<h2>Nodes</h2>',
    ...picture.nodes.filter((node) => !isMarker(node)).map(describeNode),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/** Nothing at all is allowed but the two style sheets of the page, named by what they say. */
function contentPolicy(): string {
  const styles = [PAGE_STYLE, PICTURE_STYLE].map(
    (style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  )
  return `default-src 'none'; style-src ${styles.join(' ')}; base-uri 'none'; form-action 'none'`
}

function describeRun({
  status,
  elapsedMs,
  steps,
  totalTokens,
  error,
  inputs,
  outputs,
}: RunPicture): string {
  const facts = [duration(elapsedMs), counted(steps, 'node'), counted(totalTokens, 'token')]
  return (
    `<details open><summary><span class="${status}"><span class="dot"></span></span>${status}` +
    `<small>${escaped(facts.join(' · '))}</small></summary>` +
    describeError(error) +
    describeValues('Inputs', inputs) +
    `${describeValues('Outputs', outputs)}</details>`
  )
}

function describeNode(node: PictureNode): string {
  const { title, type, status, executions, runs, retries, rounds, elapsedMs } = node
  const facts = [
    type,
    status,
    ...(runs > 0 ? [duration(elapsedMs)] : []),
    ...(rounds ? [describeRounds(rounds)] : []),
    ...(runs > 1 ? [counted(runs, 'run')] : []),
    ...(retries > 0 ? [counted(retries, 'retry', 'retries')] : []),
  ]
  const hidden = Math.max(0, runs - executions.length)
  const more = hidden > 0 ? `<h3>${counted(hidden, 'further run')} not shown</h3>` : ''
  return (
    `<details><summary><span class="${status}"><span class="dot"></span></span>${escaped(title)}` +
    `<small>${escaped(facts.join(' · '))}</small></summary>` +
    `${executions.map(describeExecution).join('')}${more}</details>`
  )
}

function describeExecution({
  place,
  status,
  elapsedMs,
  inputs,
  outputs,
  error,
}: PictureExecution): string {
  const head = [place, status, duration(elapsedMs)].join(' · ')
  return (
    (place === '' ? '' : `<h3 class="place">${escaped(head)}</h3>`) +
    describeError(error) +
    describeValues('Inputs', inputs) +
    describeValues('Outputs', outputs)
  )
}

function describeError(error: string | undefined): string {
  return error === undefined ? '' : `<h3>Error</h3><pre class="error">${escaped(error)}</pre>`
}

function describeValues(name: string, values: JsonObject): string {
  const json = JSON.stringify(values, null, 2)
  const rest = json.length - MAX_JSON_LENGTH
  const shown = rest > 0 ? `${json.slice(0, MAX_JSON_LENGTH)}\n… ${rest} more characters` : json
  return `<h3>${name}</h3><pre>${escaped(shown)}</pre>`
}
