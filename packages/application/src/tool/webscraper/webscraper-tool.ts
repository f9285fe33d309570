import type { EgressClient, EgressResponse } from '@weft/domain/kernel'
import { ToolInvocationFailed, type Tool } from '@weft/domain/tool'
import { messageTool, parameter, textValue } from '../function-tool.js'
import type { ToolProvider } from '../tool-provider.js'
import { readableText } from './readable-text.js'

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0.1000.0 Safari/537.36'
const MAX_PAGE_BYTES = 10 * 1024 * 1024

/** A tool that reads web pages. */
export function webscraperTools(egress: EgressClient): ToolProvider {
  return { type: 'builtin', name: 'webscraper', tools: [webscraper(egress)] }
}

function webscraper(egress: EgressClient): Tool {
  const description = {
    name: 'webscraper',
    label: 'Web scraper',
    description: 'Fetches a web page and tells what it says.',
    parameters: [
      parameter('url', 'The address of the page.', { isRequired: true }),
      parameter('user_agent', 'The browser to pass for.', {
        form: 'form',
        defaultValue: USER_AGENT,
      }),
      parameter('generate_summary', 'Whether to shorten what the page says.', {
        form: 'form',
        type: 'boolean',
        defaultValue: 'false',
      }),
    ],
  }
  return messageTool(description, async function* (values, { signal }) {
    if (values['generate_summary'] === true)
      throw new ToolInvocationFailed(
        'Summaries are not available here: switch generate_summary off and let a model shorten the text.',
      )
    const request = {
      method: 'GET',
      url: textValue(values, 'url').trim(),
      headers: [['User-Agent', textValue(values, 'user_agent')]] as const,
      body: undefined,
      timeouts: { connectMs: 10_000, idleMs: 60_000 },
      maxResponseBytes: MAX_PAGE_BYTES,
    }
    const text = describe(await send(egress, request, signal))
    yield { type: 'text', text }
  })
}

/** @throws ToolInvocationFailed with the reason it could not be reached. */
async function send(
  egress: EgressClient,
  request: Parameters<EgressClient['send']>[0],
  signal: AbortSignal,
): Promise<EgressResponse> {
  try {
    return await egress.send(request, { signal })
  } catch (cause) {
    if (signal.aborted) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ToolInvocationFailed(`The page cannot be fetched: ${reason}`, { cause })
  }
}

/** What could not be read is told as text, so that a model can try something else. */
function describe(response: EgressResponse): string {
  const { status, url, headers } = response
  if (status !== 200) return `URL returned status code ${status}.`
  const contentType = (headers['content-type'] ?? 'text/html').toLowerCase()
  const type = contentType.split(';', 1)[0]?.trim() ?? ''
  const text = decode(response.body, contentType)
  if (type === 'text/html' || type === 'application/xhtml+xml') return describePage(text)
  if (type.startsWith('text/') || /[/+](?:json|xml|yaml)$/.test(type)) return text
  return `Unsupported content-type [${type}] of URL ${url}.`
}

function describePage(html: string): string {
  const { title, authors, date, text } = readableText(html)
  if (text === '') return ''
  return [
    `TITLE: ${title}`,
    `AUTHORS: ${authors.join(', ')}`,
    `PUBLISH DATE: ${date ?? ''}`,
    `TEXT:\n\n${text}`,
  ].join('\n')
}

/** By the declared encoding, or the one a page declares in its first lines; UTF-8 else. */
function decode(body: Uint8Array, contentType: string): string {
  const head = new TextDecoder('latin1').decode(body.subarray(0, 1024))
  const declared = /charset=["']?([\w-]+)/i
  const label = declared.exec(contentType)?.[1] ?? declared.exec(head)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label).decode(body)
  } catch {
    return new TextDecoder().decode(body)
  }
}
