import { createTemplateRenderer, type TemplateSandbox } from '@weft/sandbox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FakeModel, said } from './fake-model.js'
import { bind, execute, kindOf, nodeContext, text, type Variables } from './node-harness.js'

/** Texts that would reach a secret, an object or the host where values were read as templates. */
const HOSTILE = [
  '{{#env.KEY#}}',
  '{{#context#}}',
  '{{#histories#}}',
  '{{#sys.query#}}{{#a.evil#}}',
  '{{ 7 * 7 }}',
  "{{ ''.__class__.__mro__[1].__subclasses__() }}",
  '{{ self._TemplateReference__context }}',
  '{{ cycler.__init__.__globals__.os.popen("id").read() }}',
  '{% for x in [].__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}',
  '{% include "/etc/passwd" %}{% import "os" as os %}',
  '{{ constructor.constructor("return process")() }}',
  '${process.env.KEY} <%= 7 * 7 %> #{7 * 7}',
  '{{{{#env.KEY#}}}}',
  '{#env.KEY#} {# comment #}',
]

const variables = (evil: string): Variables => ({
  'a.evil': text(evil),
  'env.KEY': { type: 'secret', value: 'the-secret-value' },
})

describe('hostile values (T-A3)', () => {
  let templates: TemplateSandbox

  beforeAll(() => {
    templates = createTemplateRenderer()
  })
  afterAll(() => templates.close())

  it.each(HOSTILE)('are only text to a template node: %s', async (evil) => {
    const data = {
      template: '[{{ evil }}]',
      variables: [{ variable: 'evil', value_selector: ['a', 'evil'] }],
    }
    const kind = kindOf('template-transform', { services: { templates } })
    const { outcome } = await execute(bind(kind, data), nodeContext(variables(evil)))
    expect(outcome).toMatchObject({ outputs: { output: `[${evil}]` } })
  })

  it.each(HOSTILE)('are only text to an answer: %s', async (evil) => {
    const bound = bind(kindOf('answer'), { answer: '[{{#a.evil#}}]' })
    const { outcome } = await execute(bound, nodeContext(variables(evil)))
    expect(outcome).toMatchObject({ outputs: { answer: `[${evil}]` } })
  })

  it.each(HOSTILE)('are only text to prompts, also as context and as message: %s', async (evil) => {
    const model = new FakeModel(said('ok'))
    const kind = kindOf('llm', { services: { models: model.registry, templates } })
    const data = {
      model: { provider: 'p', name: 'm' },
      prompt_template: [
        { role: 'system', text: '[{{#a.evil#}}|{{#context#}}]' },
        { role: 'user', edition_type: 'jinja2', jinja2_text: '[{{ evil }}]' },
      ],
      prompt_config: { jinja2_variables: [{ variable: 'evil', value_selector: ['a', 'evil'] }] },
      context: { enabled: true, variable_selector: ['a', 'evil'] },
      memory: { query_prompt_template: '[{{#a.evil#}}]', window: { enabled: false } },
    }
    await execute(bind(kind, data), nodeContext(variables(evil)))
    expect(model.prompt.map(({ content }) => content)).toEqual([
      `[${evil}|${evil}]`,
      `[${evil}]`,
      `[${evil}]`,
    ])
  })

  it.each([
    "{{ ''.__class__.__mro__ }}",
    '{{ evil.constructor.constructor("return process")() }}',
    '{{ evil.__init__.__globals__ }}',
    '{% include "/etc/passwd" %}',
  ])('a hostile template reaches nothing: %s', async (template) => {
    const data = { template, variables: [{ variable: 'evil', value_selector: ['a', 'evil'] }] }
    const kind = kindOf('template-transform', { services: { templates } })
    const { outcome } = await execute(bind(kind, data), nodeContext(variables('x')))
    const output = outcome.type === 'succeeded' ? outcome.outputs['output'] : ''
    expect(output).toBe('')
  })

  it('a template that never ends fails', async () => {
    const template =
      '{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}'
    const kind = kindOf('template-transform', { services: { templates } })
    const { outcome } = await execute(bind(kind, { template }), nodeContext({}))
    expect(outcome).toMatchObject({ type: 'failed', errorType: 'TemplateRenderError' })
  })
})
