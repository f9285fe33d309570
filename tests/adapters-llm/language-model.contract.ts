import { ModelCallFailed, type CompletionRequest, type LanguageModel } from '@weft/domain/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCompletionRequest, collect, failureOf, finishOf } from './support/completion-request.js'
import { ownTime } from '../support/own-time.js'

/** A model in the situations the contract speaks of. `prepare` makes the next call go that way. */
export type LanguageModelSubject = {
  readonly model: LanguageModel
  /** The next call answers with at least three chunks of content. */
  prepareAnswer(): CompletionRequest
  /** The next call goes on for seconds after its first chunk. Absent for models that never wait. */
  readonly prepareSlowAnswer?: () => CompletionRequest
  /** The next call stays silent for seconds. Absent for models that never wait. */
  readonly prepareSilence?: () => CompletionRequest
  /** The next call fails. Absent for models that never fail. */
  readonly prepareFailure?: () => CompletionRequest
  close(): Promise<void>
}

/** What every language model keeps, whoever provides it. */
export function describeLanguageModel(
  name: string,
  open: () => Promise<LanguageModelSubject>,
  has: { readonly waiting: boolean; readonly failures: boolean },
): void {
  describe(`LanguageModel contract: ${name}`, () => {
    let subject: LanguageModelSubject
    beforeAll(async () => {
      subject = await open()
    })
    afterAll(() => subject.close())

    it('gives content first and then exactly one finish', async () => {
      const request = subject.prepareAnswer()
      const chunks = await collect(subject.model, request)
      expect(chunks.length).toBeGreaterThan(3)
      expect(chunks.filter(({ type }) => type === 'finish')).toHaveLength(1)
      expect(finishOf(chunks).usage.totalTokens).toBeGreaterThan(0)
    })

    it('never gives an empty piece of text', async () => {
      const request = subject.prepareAnswer()
      const texts = (await collect(subject.model, request)).filter(({ type }) => type === 'text')
      expect(texts).not.toContainEqual({ type: 'text', text: '' })
    })

    it('measures how long the call took', async () => {
      const request = subject.prepareAnswer()
      const { usage } = finishOf(await collect(subject.model, request))
      expect(usage.latency).toBeGreaterThanOrEqual(0)
      expect(usage.timeToFirstToken).toBeGreaterThanOrEqual(0)
      expect(usage.timeToFirstToken! + usage.timeToGenerate!).toBeCloseTo(usage.latency, 2)
    })

    it('sends nothing when the signal is aborted beforehand', async () => {
      const reason = new Error('too late')
      const request = aCompletionRequest()
      const error = await failureOf(collect(subject.model, request, AbortSignal.abort(reason)))
      expect(error).toBe(reason)
    })

    it("rejects with the signal's reason once aborted between two chunks", async () => {
      const request = (subject.prepareSlowAnswer ?? subject.prepareAnswer)()
      const aborted = new AbortController()
      const reason = new Error('enough')
      const stream = subject.model.complete(request, { signal: aborted.signal })
      const chunks = stream[Symbol.asyncIterator]()
      expect((await chunks.next()).value).toMatchObject({ type: 'text' })
      aborted.abort(reason)
      expect(await failureOf(chunks.next())).toBe(reason)
    })

    it('lets go quietly when the reader leaves early', async () => {
      const request = (subject.prepareSlowAnswer ?? subject.prepareAnswer)()
      const startedAt = performance.now()
      for await (const chunk of subject.model.complete(request, {
        signal: new AbortController().signal,
      })) {
        expect(chunk.type).toBe('text')
        break
      }
      expect(ownTime(startedAt)).toBeLessThan(1_000)
    })

    if (has.waiting)
      describe('while it waits', () => {
        it.each(['prepareSlowAnswer', 'prepareSilence'] as const)(
          "rejects within 200 ms with the signal's reason: %s",
          async (situation) => {
            const request = subject[situation]!()
            const aborted = new AbortController()
            const reason = { why: 'any value at all' }
            const failed = failureOf(collect(subject.model, request, aborted.signal))
            await new Promise((resolve) => setTimeout(resolve, 100))
            const abortedAt = performance.now()
            aborted.abort(reason)
            expect(await failed).toBe(reason)
            expect(ownTime(abortedAt)).toBeLessThan(200)
          },
        )
      })

    if (has.failures)
      it('reports a failure as ModelCallFailed about itself', async () => {
        const request = subject.prepareFailure!()
        const error = await failureOf(collect(subject.model, request))
        expect(error).toBeInstanceOf(ModelCallFailed)
        expect(error).toHaveProperty('model', subject.model.ref)
      })

    it('counts nothing for an empty prompt, and more for more text, messages and tools', async () => {
      const { model } = subject
      const word = { role: 'user', content: 'word' } as const
      const tool = { name: 'look', description: 'Looks.', parameters: { type: 'object' } }
      const short = await model.countTokens([word])
      expect(await model.countTokens([])).toBe(0)
      expect(short).toBeGreaterThan(0)
      expect(await model.countTokens([{ ...word, content: 'word '.repeat(50) }])).toBe(short + 50)
      expect(await model.countTokens([word, word])).toBeGreaterThan(short)
      expect(await model.countTokens([word], [tool])).toBeGreaterThan(short)
    })

    it('counts what it is asked and what it said where nobody else did', async () => {
      const request = subject.prepareAnswer()
      const chunks = await collect(subject.model, request)
      const { usage, isUsageCounted } = finishOf(chunks)
      const asked = await subject.model.countTokens(request.messages, request.tools)
      expect(isUsageCounted ? usage.promptTokens : asked).toBe(asked)
    })
  })
}
