import type { GenerationEvent } from '@weft/application/conversation'
import { assertNever, type JsonObject } from '@weft/domain/kernel'
import type { NodeExecution, RunEnded, RunPaused } from '@weft/domain/workflow'
import pc from 'picocolors'
import type { Output } from '../command/command-host.js'
import { displayWidth } from './start-screen.js'

const TITLE_WIDTH = 32

/**
 * Shows a generation to a person: a line per node on standard error when the node ends, the answer on standard output as
 * it streams, so that piping the output gives the answer alone. A workflow's outputs follow as JSON where they say more than
 * the text that was streamed.
 */
export class GenerationProgress {
  #isMidLine = false
  #isWorkflow = false

  constructor(
    private readonly answer: Output,
    private readonly progress: Output,
  ) {}

  show(event: GenerationEvent): void {
    switch (event.type) {
      case 'GenerationBegun':
        this.#isWorkflow = event.mode === 'workflow'
        return
      case 'AnswerStreamed':
        // The text of a workflow is in its outputs, which are shown at the end.
        if (!this.#isWorkflow) this.stream(event.text)
        return
      case 'MessageTextStreamed':
        this.stream(event.text)
        return
      case 'MessageReplaced':
        this.replace(event.answer)
        return
      case 'AnswerReplaced':
        this.replace(event.text)
        return
      case 'MessageEnded':
        this.finishLine()
        return
      case 'NodeSucceeded':
        this.line(pc.green('✓'), event.execution, event.at)
        return
      case 'NodeExceptionHandled':
        this.line(pc.yellow('!'), event.execution, event.at, event.failure.error)
        return
      case 'NodeFailed':
        this.line(pc.red('✗'), event.execution, event.at, event.failure.error)
        return
      case 'NodeRetried':
        this.line(pc.yellow('↻'), event.execution, event.at, event.failure.error)
        return
      case 'ContainerAdvanced':
        this.progressLine(`    ${pc.dim(`${event.execution.title}: ${round(event)}`)}`)
        return
      case 'RunSucceeded':
      case 'RunPartiallySucceeded':
        this.outputs(event.outputs)
        this.end(event)
        return
      case 'RunPaused':
        this.progressLine(`  ${pc.yellow('paused')}: ${waitsFor(event)}`)
        return
      case 'RunFailed':
      case 'RunStopped':
        this.end(event)
        return
      case 'GenerationFailed':
        this.progressLine(`  ${pc.red('failed')}: ${event.error.message}`)
        return
      default:
        return
    }
  }

  /** What is on the screen stays there. */
  private replace(answer: string): void {
    this.finishLine()
    this.progressLine(`  ${pc.yellow('moderated')}: the answer is now`)
    this.stream(answer)
  }

  private stream(text: string): void {
    if (text === '') return
    this.answer.write(text)
    this.#isMidLine = !text.endsWith('\n')
  }

  private outputs(outputs: JsonObject): void {
    if (!this.#isWorkflow) return
    this.answer.write(`${JSON.stringify(outputs, null, 2)}\n`)
  }

  private line(mark: string, execution: NodeExecution, at: Date, error?: string): void {
    const title = fit(execution.title === '' ? execution.nodeId : execution.title)
    const time = `${at.getTime() - execution.startedAt.getTime()} ms`.padStart(8)
    const note = error === undefined ? '' : `  ${error}`
    this.progressLine(`  ${mark} ${title} ${pc.dim(execution.nodeType.padEnd(20))} ${time}${note}`)
  }

  private end(event: RunEnded): void {
    this.finishLine()
    this.progressLine(`  ${summary(event)}`)
  }

  private progressLine(text: string): void {
    this.freshLine()
    this.progress.write(`${text}\n`)
  }

  /** On a terminal, which shows both outputs, a progress line must not continue the answer's last one. */
  private freshLine(): void {
    if (this.answer.isTTY === true) this.finishLine()
  }

  private finishLine(): void {
    if (this.#isMidLine) this.answer.write('\n')
    this.#isMidLine = false
  }
}

function round(event: { readonly kind: 'iteration' | 'loop'; readonly index: number }): string {
  return `${event.kind === 'iteration' ? 'item' : 'round'} ${event.index + 1}`
}

function waitsFor({ reasons }: RunPaused): string {
  const waits = reasons.map((reason) =>
    reason.type === 'form'
      ? `waits for somebody to answer "${reason.form.nodeTitle}"`
      : reason.message,
  )
  return waits.join(', ')
}

function summary(event: RunEnded): string {
  const facts = pc.dim(`· ${event.steps} nodes · ${event.usage.totalTokens} tokens`)
  switch (event.type) {
    case 'RunSucceeded':
      return `${pc.green('succeeded')} ${facts}`
    case 'RunPartiallySucceeded':
      return `${pc.yellow('partial-succeeded')} ${pc.dim(`· ${event.exceptionsCount} failed attempts`)} ${facts}`
    case 'RunFailed':
      return `${pc.red('failed')}: ${event.error} ${facts}`
    case 'RunStopped':
      return `${pc.yellow('stopped')}: ${event.reason} ${facts}`
    default:
      return assertNever(event)
  }
}

function fit(title: string): string {
  let text = title
  while (displayWidth(text) > TITLE_WIDTH) text = text.slice(0, -1)
  return text + ' '.repeat(TITLE_WIDTH - displayWidth(text))
}
