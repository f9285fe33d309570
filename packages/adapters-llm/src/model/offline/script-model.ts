import type { Clock } from '@weft/domain/kernel'
import {
  describeModel,
  ModelCallFailed,
  type CompletionChunk,
  type CompletionRequest,
  type LanguageModel,
  type ModelRef,
  type PromptMessage,
  type ToolDefinition,
} from '@weft/domain/model'
import { CallMeter } from '../call-meter.js'
import { ModelTokenCounter } from '../token/model-token-counter.js'
import { lastUserText } from './last-user-text.js'
import { OFFLINE_PROFILE } from './offline-profile.js'
import type {
  OfflineScript,
  ScriptedAnswer,
  ScriptedChunk,
  ScriptedCondition,
  ScriptedReply,
} from './offline-script.js'
import { wait } from './wait.js'

/** Says what a script says. It remembers how often each answer was asked for, for as long as the process lives. */
export class ScriptModel implements LanguageModel {
  readonly profile = OFFLINE_PROFILE
  private readonly counter: ModelTokenCounter
  private readonly timesAsked = new Map<ScriptedAnswer, number>()

  constructor(
    readonly ref: ModelRef,
    private readonly script: OfflineScript,
    private readonly clock: Clock,
  ) {
    this.counter = new ModelTokenCounter(ref)
  }

  async *complete(
    request: CompletionRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<CompletionChunk, void, undefined> {
    signal.throwIfAborted()
    const meter = new CallMeter(this.clock, undefined)
    const reply = this.nextReply(request)
    await wait(reply.delayMs, signal)
    for await (const chunk of contentOf(reply, signal)) {
      meter.contentArrived()
      yield chunk
      signal.throwIfAborted()
    }
    if (reply.failure) throw this.toModelCallFailed(reply.failure)
    meter.ended()
    yield await this.finish(request, reply, meter)
  }

  countTokens(
    messages: readonly PromptMessage[],
    tools?: readonly ToolDefinition[],
  ): Promise<number> {
    return this.counter.countPrompt(messages, tools)
  }

  private nextReply(request: CompletionRequest): ScriptedReply {
    const answer = findAnswer(this.script, request)
    if (!answer) throw this.refuse(describeNoMatch(this.script, request))
    const times = this.timesAsked.get(answer) ?? 0
    this.timesAsked.set(answer, times + 1)
    const reply = replyNumber(answer, times)
    if (!reply)
      throw this.refuse(
        `The answer for ${describeCondition(answer.when)} has ${answer.replies.length} replies, ` +
          'all of them were given, and the script says to fail then.',
      )
    return reply
  }

  private refuse(reason: string): ModelCallFailed {
    return new ModelCallFailed(this.ref, 'bad-request', `${describeModel(this.ref)}: ${reason}`)
  }

  private toModelCallFailed({
    kind,
    message,
    retryAfterMs,
  }: NonNullable<ScriptedReply['failure']>): ModelCallFailed {
    const options = retryAfterMs === undefined ? {} : { retryAfterMs }
    return new ModelCallFailed(this.ref, kind, message, options)
  }

  private async finish(
    { messages, tools }: CompletionRequest,
    { finishReason, usage, ...content }: ScriptedReply,
    meter: CallMeter,
  ): Promise<CompletionChunk> {
    const counts = usage ?? {
      promptTokens: await this.countTokens(messages, tools),
      completionTokens: await this.counter.countTexts([writtenText(content)]),
    }
    return {
      type: 'finish',
      reason: { unified: finishReason, raw: finishReason },
      usage: meter.usage(counts),
      isUsageCounted: usage === undefined,
    }
  }
}

async function* contentOf(
  { reasoning, text, toolCalls }: ScriptedReply,
  signal: AbortSignal,
): AsyncGenerator<Exclude<CompletionChunk, { type: 'finish' }>, void, undefined> {
  for (const chunk of reasoning) yield { type: 'reasoning', text: await waitFor(chunk, signal) }
  for (const chunk of text) yield { type: 'text', text: await waitFor(chunk, signal) }
  for (const call of toolCalls) yield { type: 'tool-call', call }
}

async function waitFor({ text, delayMs }: ScriptedChunk, signal: AbortSignal): Promise<string> {
  await wait(delayMs, signal)
  return text
}

function findAnswer(
  { answers }: OfflineScript,
  request: CompletionRequest,
): ScriptedAnswer | undefined {
  const query = lastUserText(request.messages)
  return (
    answers.find(({ when }) => when.type === 'node' && when.nodeId === request.nodeId) ??
    answers.find(({ when }) => when.type === 'pattern' && when.pattern.test(query)) ??
    answers.find(({ when }) => when.type === 'otherwise')
  )
}

function replyNumber({ replies, atEnd }: ScriptedAnswer, times: number): ScriptedReply | undefined {
  if (atEnd === 'restart') return replies[times % replies.length]
  return replies[times] ?? (atEnd === 'repeat-last' ? replies.at(-1) : undefined)
}

function describeNoMatch(
  { answers }: OfflineScript,
  { nodeId, messages }: CompletionRequest,
): string {
  const node = nodeId === undefined ? 'no node' : `the node ${JSON.stringify(nodeId)}`
  const query = JSON.stringify(lastUserText(messages).slice(0, 100))
  const known = answers.map(({ when }) => describeCondition(when)).join(', ')
  return (
    `The script has no answer for ${node} and the text ${query}. ` +
    (known === '' ? 'It is empty.' : `It answers: ${known}.`)
  )
}

function describeCondition(when: ScriptedCondition): string {
  switch (when.type) {
    case 'node':
      return `node ${JSON.stringify(when.nodeId)}`
    case 'pattern':
      return `pattern ${String(when.pattern)}`
    case 'otherwise':
      return 'everything else'
  }
}

function writtenText({
  reasoning,
  text,
  toolCalls,
}: Pick<ScriptedReply, 'reasoning' | 'text' | 'toolCalls'>): string {
  const chunks = [...reasoning, ...text].map((chunk) => chunk.text)
  return [...chunks, ...toolCalls.map((call) => call.name + call.arguments)].join('')
}
