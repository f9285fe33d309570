import { ModeratedAnswer, PASSED, type OutputVerdict } from '@weft/domain/conversation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Check = (text: string) => OutputVerdict

const PRESET = 'Let us talk about looms.'

const refuses: Check = (text) =>
  text.includes('x') ? { action: 'direct_output', presetResponse: PRESET } : PASSED

const masks: Check = (text) =>
  text.includes('x') ? { action: 'overridden', text: text.replaceAll('x', '*') } : PASSED

/** What is said, and when a check that is under way comes to its end. */
type Step = { readonly text: string } | 'check ends'

const anyText = fc.string({ unit: fc.constantFrom('a', 'b', 'x', ' ') })
const anyStep = fc.oneof(
  { weight: 3, arbitrary: anyText.map((text): Step => ({ text })) },
  { weight: 1, arbitrary: fc.constant<Step>('check ends') },
)
const anySteps = fc.array(anyStep, { maxLength: 40 })
const anyBufferSize = fc.integer({ min: 1, max: 20 })

/** Plays an answer as its guard does: checks begin when they are due, and the whole is checked at the end. */
function play(steps: readonly Step[], bufferSize: number, check: Check) {
  let answer = ModeratedAnswer.begin(bufferSize)
  let underWay: string | undefined
  const checked: string[] = []
  const begin = () => {
    if (!answer.isDue) return
    underWay = answer.text
    checked.push(underWay)
    answer = answer.beginCheck()
  }
  const end = () => {
    if (underWay === undefined) return
    answer = answer.endCheck(check(underWay))
    underWay = undefined
  }
  let seen = ''
  for (const step of steps) {
    if (step === 'check ends') end()
    else {
      if (!answer.isClosed) seen += step.text
      answer = answer.add(step.text)
    }
    begin()
  }
  end()
  if (!answer.isClosed && answer.text !== '')
    answer = answer.beginCheck().endCheck(check(answer.text))
  return { answer, checked, seen }
}

const said = (steps: readonly Step[]) =>
  steps.map((step) => (step === 'check ends' ? '' : step.text)).join('')

describe('ModeratedAnswer', () => {
  it('is what was said when nothing is found', () => {
    fc.assert(
      fc.property(anySteps, anyBufferSize, (steps, size) => {
        expect(play(steps, size, () => PASSED).answer.text).toBe(said(steps))
      }),
    )
  })

  it('ends as the preset response wherever the text was cut and whenever checks ended', () => {
    fc.assert(
      fc.property(anySteps, anyBufferSize, (steps, size) => {
        const whole = said(steps)
        const { answer } = play(steps, size, refuses)
        expect(answer.text).toBe(whole.includes('x') ? PRESET : whole)
        expect(answer.isClosed).toBe(whole.includes('x'))
      }),
    )
  })

  it('ends masked wherever the text was cut and whenever checks ended', () => {
    fc.assert(
      fc.property(anySteps, anyBufferSize, (steps, size) => {
        expect(play(steps, size, masks).answer.text).toBe(said(steps).replaceAll('x', '*'))
      }),
    )
  })

  it('checks the whole text so far, each time at least a buffer longer', () => {
    fc.assert(
      fc.property(anySteps, anyBufferSize, (steps, size) => {
        const { checked } = play(steps, size, () => PASSED)
        const lengths = [0, ...checked.map((text) => text.length)]
        for (const [index, text] of checked.entries()) {
          expect(said(steps).startsWith(text)).toBe(true)
          expect(text.length - lengths[index]!).toBeGreaterThanOrEqual(size)
        }
      }),
    )
  })

  it('never waits with a check once enough has come', () => {
    fc.assert(
      fc.property(anySteps, anyBufferSize, (steps, size) => {
        let answer = ModeratedAnswer.begin(size)
        for (const step of steps) {
          if (step === 'check ends') continue
          answer = answer.add(step.text)
          const unchecked = answer.text.length
          expect(answer.isDue).toBe(unchecked >= size && unchecked > 0)
          if (answer.isDue) return
        }
      }),
    )
  })

  it('keeps what arrived during a check behind the text that replaces what was checked', () => {
    const answer = ModeratedAnswer.begin(3)
      .add('bad')
      .beginCheck()
      .add(' and more')
      .endCheck({ action: 'overridden', text: '***' })
    expect(answer.text).toBe('*** and more')
    expect(answer.isClosed).toBe(false)
  })

  it('takes no text and no verdict once it is closed', () => {
    const closed = ModeratedAnswer.begin(1)
      .add('x')
      .beginCheck()
      .endCheck({ action: 'direct_output', presetResponse: PRESET })
    expect(closed.add('more').text).toBe(PRESET)
    expect(closed.endCheck({ action: 'overridden', text: 'other' }).text).toBe(PRESET)
    expect(closed.isDue).toBe(false)
  })
})
