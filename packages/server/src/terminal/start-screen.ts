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
  readonly readyMs: number
}

/** What a person sees when the server is ready: where it is, what it serves, and one line to paste. */
export function renderStartScreen(screen: StartScreen): string {
  const { version, url, storage, apps, readyMs } = screen
  return [
    '',
    `  ${pc.bold(pc.cyan('weft'))} ${pc.dim(version)}  ${pc.green('ready')} ${pc.dim(`in ${(readyMs / 1000).toFixed(1)} s`)}`,
    '',
    `  ${pc.dim('Serving')}   ${pc.bold(url)}`,
    `  ${pc.dim('API')}       ${url}/v1   ${pc.dim(`reference: ${url}/docs`)}`,
    `  ${pc.dim('Data')}      ${storage}`,
    '',
    ...appLines(apps),
    ...tryLines(url, apps),
    `  ${pc.dim('Ctrl-C stops the server.')}`,
    '',
  ].join('\n')
}

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
