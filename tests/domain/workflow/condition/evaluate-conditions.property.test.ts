import {
  COMPARISON_OPERATORS,
  evaluateConditions,
  type Condition,
  type ConditionOutcome,
} from '@weft/domain/workflow'
import { anyJsonValue, anySegment } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { variablesOf } from './variables.js'

const anyCondition: fc.Arbitrary<Condition> = fc.record({
  selector: fc.constantFrom(['n', 'a'], ['n', 'b'], ['n', 'missing']),
  operator: fc.constantFrom(...COMPARISON_OPERATORS),
  expected: anyJsonValue().map((value) => ({ type: 'value' as const, value })),
  fileConditions: fc.constant(undefined),
})

const anyVariables = fc
  .record({ 'n.a': anySegment(), 'n.b': anySegment() })
  .map((segments) => variablesOf(segments))

const alone = (condition: Condition, variables: ReturnType<typeof variablesOf>): ConditionOutcome =>
  evaluateConditions({ logicalOperator: 'and', conditions: [condition] }, variables)

describe('evaluateConditions', () => {
  it('answers every combination of values and operators with a decision or a message', () => {
    fc.assert(
      fc.property(anyCondition, anyVariables, (condition, variables) => {
        const outcome = alone(condition, variables)
        expect(['decided', 'failed']).toContain(outcome.type)
        if (outcome.type === 'failed') expect(outcome.message).not.toBe('')
      }),
    )
  })

  it('decides a group as its conditions decide one by one, up to the first decisive one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(anyCondition, { maxLength: 5 }),
        anyVariables,
        (logicalOperator, conditions, variables) => {
          const outcome = evaluateConditions({ logicalOperator, conditions }, variables)
          const singles = conditions.map((condition) => alone(condition, variables))
          const end = singles.findIndex(
            (single) => single.type === 'failed' || single.isMet === (logicalOperator === 'or'),
          )
          const last = singles[end]
          const expected =
            last?.type === 'failed'
              ? { type: 'failed', message: last.message }
              : { type: 'decided', isMet: last ? last.isMet : logicalOperator === 'and' }
          expect(outcome).toMatchObject(expected)
        },
      ),
    )
  })

  it('gives opposite answers for opposite operators, except where null answers no to both', () => {
    const opposites = [
      ['contains', 'not contains'],
      ['empty', 'not empty'],
      ['in', 'not in'],
      ['null', 'not null'],
      ['exists', 'not exists'],
    ] as const
    fc.assert(
      fc.property(
        fc.constantFrom(...opposites),
        anyCondition,
        anyVariables,
        ([operator, opposite], condition, variables) => {
          const yes = alone({ ...condition, operator }, variables)
          const no = alone({ ...condition, operator: opposite }, variables)
          expect(no.type).toBe(yes.type)
          if (yes.type === 'decided' && no.type === 'decided') expect(no.isMet).toBe(!yes.isMet)
        },
      ),
    )
  })
})
