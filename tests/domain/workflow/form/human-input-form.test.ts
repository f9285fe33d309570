import { AppId, TenantId } from '@weft/domain/kernel'
import {
  FormAlreadySubmitted,
  FormExpired,
  FormId,
  HumanInputForm,
  renderSubmittedForm,
  RunId,
  createFileValue,
  type Form,
} from '@weft/domain/workflow'
import { anyJsonValue } from '@weft/domain/workflow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const id = (n: number) => `01890000-0000-7000-8000-00000000000${n}`
const at = new Date('2026-01-01T00:00:00Z')
const later = new Date('2026-01-02T00:00:00Z')
const end = new Date('2026-01-03T00:00:00Z')

const form: Form = {
  id: FormId.parse(id(1)),
  nodeId: 'approval',
  nodeTitle: 'Approval',
  content: 'Release?',
  fields: [],
  actions: [{ id: 'yes', title: 'Yes', style: 'primary' }],
  defaults: {},
  isShownInApp: true,
  token: 'token',
  expiresAt: end,
}

const open = HumanInputForm.open({
  tenantId: TenantId.parse(id(2)),
  appId: AppId.parse(id(3)),
  runId: RunId.parse(id(4)),
  taskId: 'task',
  form,
  at,
})

const submission = { actionId: 'yes', values: { note: 'go' }, submittedBy: 'u1' }

describe('HumanInputForm', () => {
  it('waits until it is submitted, which is final', () => {
    expect(open.isWaiting).toBe(true)
    expect(open.resolution).toBeUndefined()
    const submitted = open.submit({ ...submission, at: later })
    expect(submitted.resolution).toEqual({
      type: 'submitted',
      formId: form.id,
      actionId: 'yes',
      values: { note: 'go' },
    })
    expect(() => submitted.submit({ ...submission, at: later })).toThrow(FormAlreadySubmitted)
    expect(submitted.timeOut(end).properties.status).toBe('submitted')
    expect(submitted.expire(end).properties.status).toBe('submitted')
    expect(submitted.recordedEvents).toEqual([
      {
        type: 'HumanInputFormSubmitted',
        schemaVersion: 1,
        aggregateId: form.id,
        at: later,
        data: { appId: id(3), runId: id(4), actionId: 'yes' },
      },
    ])
  })

  it('takes nothing from the moment its time is up', () => {
    expect(() => {
      open.requireOpen(new Date(end.getTime() - 1))
    }).not.toThrow()
    expect(() => open.submit({ ...submission, at: end })).toThrow(FormExpired)
    expect(open.timeOut(end).resolution).toEqual({ type: 'timed-out', formId: form.id })
    expect(() => {
      open.timeOut(end).requireOpen(at)
    }).toThrow(FormExpired)
  })

  it('tells its run nothing when that is over', () => {
    const expired = open.expire(later)
    expect(expired.resolution).toBeUndefined()
    expect(expired.properties.isSettled).toBe(true)
    expect(() => {
      expired.requireOpen(at)
    }).toThrow(FormExpired)
  })
})

describe('renderSubmittedForm', () => {
  const file = createFileValue({ type: 'image', transferMethod: 'remote_url' })

  it.each([
    ['text', '{{#$output.a#}}'],
    ['', null],
    ['[file]', file],
    ['[2 files]', [file, file]],
    ['[0 files]', []],
    ['{"k": [1, true]}', { k: [1, true] }],
  ])('shows %s', (expected, value) => {
    const shown = renderSubmittedForm({ content: '<{{#$output.a#}}{{#$output.b#}}>' }, { a: value })
    expect(shown).toBe(expected === 'text' ? '<{{#$output.a#}}>' : `<${expected}>`)
  })

  it('fills in no name that is not a field, and fills nothing in twice', () => {
    fc.assert(
      fc.property(anyJsonValue(), fc.string(), (value, text) => {
        const content = `${text.replaceAll('{', '')}{{#$output.a#}}`
        const shown = renderSubmittedForm({ content }, { a: '{{#$output.b#}}', b: value })
        expect(shown).toBe(content.replace('{{#$output.a#}}', () => '{{#$output.b#}}'))
      }),
    )
    expect(renderSubmittedForm({ content: '{{#$output.constructor#}}' }, {})).toBe('')
  })
})
