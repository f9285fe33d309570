import type { JsonValue } from '../../kernel/index.js'
import type { RenderForm } from '../value/render-segment.js'
import { renderTemplate } from '../variable/template.js'
import type { VariableReader } from '../variable/variable-reader.js'
import type { Expected } from './condition.js'

/** The expected value with its references resolved. */
export function resolveExpected(
  expected: Expected,
  variables: VariableReader,
  form: RenderForm = 'text',
): JsonValue {
  return expected.type === 'template'
    ? renderTemplate(expected.template, variables, form)
    : expected.value
}
