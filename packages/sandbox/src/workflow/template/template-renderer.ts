import type { JsonObject } from '@weft/domain/kernel'
import type { TemplateOutcome, TemplateRenderer } from '@weft/domain/workflow'

import { requireWithin } from '../code/sandbox-limits.js'
import type { TemplateLimits } from './template-protocol.js'
import { TemplateThread } from './template-thread.js'

const MEBIBYTE = 1024 * 1024

const DEFAULTS: TemplateLimits = {
  timeoutMs: 1_000,
  maxSteps: 5_000_000,
  maxOutputCharacters: 2_000_000,
  maxMemoryBytes: 64 * MEBIBYTE,
}

/** Default: 1 s, 5,000,000 steps, 2,000,000 characters, 64 MiB. */
export type TemplateRendererOptions = Partial<TemplateLimits>

/** A `TemplateRenderer` with a thread of its own, which does not keep the process alive. */
export interface TemplateSandbox extends TemplateRenderer {
  /** Ends the thread. A later rendering starts a new one. */
  close(): Promise<void>
}

/**
 * Makes a renderer for untrusted Jinja2 templates. The engine works in a thread of its own, started with the first
 * template; the caller waits for it, for `timeoutMs` at most.
 *
 * @throws RangeError when a limit makes no sense.
 * @example
 * createTemplateRenderer().render('Hello {{ name }}', { name: 'Ada' }) // { type: 'rendered', text: 'Hello Ada' }
 */
export function createTemplateRenderer(options: TemplateRendererOptions = {}): TemplateSandbox {
  return new ThreadTemplateRenderer(parseLimits(options))
}

class ThreadTemplateRenderer implements TemplateSandbox {
  private thread: TemplateThread | undefined

  constructor(private readonly limits: TemplateLimits) {}

  render(template: string, variables: JsonObject): TemplateOutcome {
    this.thread ??= new TemplateThread(this.limits)
    const answer = this.thread.ask({ template, variables: JSON.stringify(variables) })
    if (answer === undefined) {
      this.replaceThread()
      return failed(`The template works too long: it was ended after ${this.limits.timeoutMs} ms.`)
    }
    if (answer.type !== 'broken') return answer
    this.replaceThread()
    return failed(answer.message)
  }

  async close(): Promise<void> {
    const { thread } = this
    this.thread = undefined
    await thread?.end()
  }

  /** The next one starts while nobody waits for it. */
  private replaceThread(): void {
    void this.thread?.end()
    this.thread = new TemplateThread(this.limits)
  }
}

function failed(message: string): TemplateOutcome {
  return { type: 'failed', message }
}

function parseLimits(options: TemplateRendererOptions): TemplateLimits {
  const limits = { ...DEFAULTS, ...options }
  requireWithin('timeoutMs', limits.timeoutMs, 1, 600_000)
  requireWithin('maxSteps', limits.maxSteps, 1, 2 ** 31)
  requireWithin('maxOutputCharacters', limits.maxOutputCharacters, 1, 100_000_000)
  requireWithin('maxMemoryBytes', limits.maxMemoryBytes, 4 * MEBIBYTE, 1024 * MEBIBYTE)
  return limits
}
