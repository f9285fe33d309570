import type { DefaultModel } from '@weft/application/model'
import { describeModel } from '@weft/domain/model'
import pc from 'picocolors'

export type ServedApp = {
  readonly id: string
  readonly name: string
  readonly mode: string
  readonly apiKey: string
}

export type StartScreen = {
  readonly version: string
  readonly url: string
  readonly storage: string
  readonly apps: readonly ServedApp[]
  /** What answers in apps that ask for the default model; absent when nothing can. */
  readonly model: DefaultModel | undefined
  readonly readyMs: number
}

/** What a person sees when the server is ready: where it is, what it serves, and one line to paste. */
export function renderStartScreen(screen: StartScreen): string {
  const { version, url, storage, apps, model, readyMs } = screen
  return [
    '',
    `  ${pc.bold(pc.cyan('weft'))} ${pc.dim(version)}  ${pc.green('ready')} ${pc.dim(`in ${(readyMs / 1000).toFixed(1)} s`)}`,
    '',
    `  ${pc.dim('Serving')}   ${pc.bold(url)}`,
    `  ${pc.dim('API')}       ${url}/v1   ${pc.dim(`reference: ${url}/docs`)}`,
    `  ${pc.dim('Data')}      ${storage}`,
    ...modelLines(model),
    '',
    ...appLines(apps),
    ...tryLines(url, apps),
    `  ${pc.dim('Ctrl-C stops the server.')}`,
    '',
  ].join('\n')
}

/** Which model answers, and how to have another one answer. */
function modelLines(found: DefaultModel | undefined): readonly string[] {
  if (!found) return []
  const { model, chosenBy, problems } = found
  const line = (text: string): string => `            ${text}`
  return [
    `  ${pc.dim('Model')}     ${pc.bold(describeModel(model))}   ${pc.dim(CHOSEN_BY[chosenBy])}`,
    ...problems.map((problem) => line(`${pc.yellow('!')} ${problem}`)),
    ...CHANGE_BY[chosenBy].map((text) => line(pc.dim(text))),
  ]
}

const CHOSEN_BY = {
  workspace: 'your default model',
  operator: 'the default model of the configuration',
  found: 'found at your provider',
  'last-resort': 'says back what it hears, since no provider is configured',
} as const satisfies Record<DefaultModel['chosenBy'], string>

const CHANGE =
  'To change it: WEFT_DEFAULT_MODEL=provider/name, or npx weft models default provider/name'

const CHANGE_BY = {
  workspace: ['To change it: npx weft models default provider/name'],
  operator: [CHANGE],
  found: [CHANGE],
  'last-resort': [
    'For one that thinks, start with OPENAI_API_KEY, ANTHROPIC_API_KEY, GOOGLE_API_KEY, OLLAMA_BASE_URL,',
    'OPENAI_BASE_URL (any compatible server), or run npx weft models add',
  ],
} as const satisfies Record<DefaultModel['chosenBy'], readonly string[]>

function appLines(apps: readonly ServedApp[]): readonly string[] {
  if (apps.length === 0)
    return [`  No app yet. Import one: ${pc.bold('npx weft import my-app.yml')}`, '']
  const nameWidth = Math.max(...apps.map(({ name }) => displayWidth(name)), 4)
  const modeWidth = Math.max(...apps.map(({ mode }) => mode.length), 4)
  return [
    `  ${pc.dim(`${pad('App', nameWidth)}  ${pad('Mode', modeWidth)}  API key`)}`,
    ...apps.map(
      ({ name, mode, apiKey }) =>
        `  ${pad(name, nameWidth)}  ${pc.dim(pad(mode, modeWidth))}  ${pc.yellow(apiKey)}`,
    ),
    '',
  ]
}

function tryLines(url: string, apps: readonly ServedApp[]): readonly string[] {
  const app = apps.find(({ mode }) => mode === 'advanced-chat' || mode === 'chat')
  if (!app) return []
  const body = `{"inputs":{},"query":"Hello, Weft!","response_mode":"streaming","user":"me"}`
  return [
    `  ${pc.dim('Try it:')}`,
    '',
    `curl -N ${url}/v1/chat-messages -H 'Authorization: Bearer ${app.apiKey}' -H 'Content-Type: application/json' -d '${body}'`,
    '',
  ]
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Columns a text takes in a terminal: Chinese, Japanese and Korean characters and emoji take two. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  return width
}

function isWide(codePoint: number): boolean {
  return (
    (codePoint >= 0x1100 && codePoint <= 0x115f) ||
    (codePoint >= 0x2e80 && codePoint <= 0xa4cf) ||
    (codePoint >= 0xac00 && codePoint <= 0xd7a3) ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0xfe30 && codePoint <= 0xfe4f) ||
    (codePoint >= 0xff00 && codePoint <= 0xff60) ||
    (codePoint >= 0x1f300 && codePoint <= 0x1faff) ||
    (codePoint >= 0x20000 && codePoint <= 0x3fffd)
  )
}
