import { DEFAULT_NODE_LIMITS } from '@weft/application/workflow'
import type { JsonObject } from '@weft/domain/kernel'
import { describe, expect, it } from 'vitest'
import { bind, kindOf, run, segmentOf, text } from './node-harness.js'

const data = {
  template: 'Hello {{ name }}',
  variables: [{ variable: 'name', value_selector: ['a', 'name'] }],
}

describe('template-transform', () => {
  it('renders its template with its variables', async () => {
    const outcome = await run(kindOf('template-transform'), data, { 'a.name': text('Ada') })
    expect(outcome).toEqual({
      type: 'succeeded',
      inputs: { name: 'Ada' },
      outputs: { output: 'Hello Ada' },
    })
  })

  it('gives the renderer raw values, and null for a variable that is missing or not chosen', async () => {
    const seen: JsonObject[] = []
    const templates = {
      render: (_: string, variables: JsonObject) => {
        seen.push(variables)
        return { type: 'rendered', text: '' } as const
      },
    }
    const kind = kindOf('template-transform', { services: { templates } })
    const variables = [
      { variable: 'list', value_selector: ['a', 'list'] },
      { variable: 'gone', value_selector: ['a', 'gone'] },
      { variable: 'open', value_selector: [] },
    ]
    await run(kind, { template: '', variables }, { 'a.list': segmentOf([{ k: 1 }]) })
    expect(seen).toEqual([{ list: [{ k: 1 }], gone: null, open: null }])
  })

  it('fails with the message of the renderer', async () => {
    const templates = {
      render: () => ({ type: 'failed', message: 'syntax error in line 1' }) as const,
    }
    const kind = kindOf('template-transform', { services: { templates } })
    expect(await run(kind, data)).toMatchObject({
      type: 'failed',
      error: 'syntax error in line 1',
      errorType: 'TemplateRenderError',
    })
  })

  it('fails when the text is longer than the limit', async () => {
    const limits = { ...DEFAULT_NODE_LIMITS, maxTemplateOutputLength: 8 }
    const kind = kindOf('template-transform', { limits })
    expect(await run(kind, data, { 'a.name': text('Al') })).toMatchObject({ type: 'succeeded' })
    expect(await run(kind, data, { 'a.name': text('Ada') })).toMatchObject({
      type: 'failed',
      error: 'Output length exceeds 8 characters',
    })
  })

  it('does not read templates out of values (T-A3)', async () => {
    const evil = '{{ name.__class__.__mro__ }} {% for x in y %} {{#env.KEY#}}'
    const outcome = await run(kindOf('template-transform'), data, { 'a.name': text(evil) })
    expect(outcome).toMatchObject({ outputs: { output: `Hello ${evil}` } })
  })

  it('wants a template', () => {
    expect(() => bind(kindOf('template-transform'), { variables: [] })).toThrow(
      'Node n: template must be text and is missing.',
    )
  })
})
