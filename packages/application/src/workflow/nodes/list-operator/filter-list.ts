import { assertNever } from '@weft/domain/kernel'
import {
  pythonString,
  renderTemplate,
  type FileValue,
  type VariableReader,
} from '@weft/domain/workflow'
import { booleanTest, membershipTest, numberTest, textTest } from './comparison.js'
import { fileKeyKind, fileSize, fileText } from './file-key.js'
import type { FilterCondition, FilterValue } from './list-operator-data.js'
import { ListOperatorError } from './list-operator-error.js'
import type { OperableList } from './operable-list.js'
import { parseFloatText } from './python-number.js'

/**
 * The elements for which the condition holds.
 *
 * @throws ListOperatorError when the condition does not fit the elements.
 */
export function filterList(
  list: OperableList,
  { key, operator, value }: FilterCondition,
  variables: VariableReader,
): OperableList {
  switch (list.kind) {
    case 'string':
      return { ...list, items: list.items.filter(textTest(operator, textOf(value, variables))) }
    case 'number': {
      const expected = numberOf(value, variables)
      return { ...list, items: list.items.filter(numberTest(operator, expected)) }
    }
    case 'boolean':
      return { ...list, items: list.items.filter(booleanTest(operator, booleanOf(value))) }
    case 'file':
      return { ...list, items: list.items.filter(fileTest(key, operator, value, variables)) }
    default:
      return assertNever(list)
  }
}

function fileTest(
  key: string,
  operator: string,
  value: FilterValue,
  variables: VariableReader,
): (file: FileValue) => boolean {
  const kind = fileKeyKind(key)
  const expected = expectedOf(value, variables)
  if (kind === 'choice' && expected !== undefined) {
    const test = membershipTest(operator, expected)
    return (file) => test(fileText(file, key))
  }
  if (kind === 'text' && typeof expected === 'string') {
    const test = textTest(operator, expected)
    return (file) => test(fileText(file, key))
  }
  if (kind === 'size' && typeof expected === 'string') {
    const test = numberTest(operator, numberOf(value, variables))
    return (file) => test(fileSize(file))
  }
  throw new ListOperatorError(`Invalid key: ${key}`, 'InvalidKeyError')
}

function expectedOf(
  value: FilterValue,
  variables: VariableReader,
): string | readonly string[] | undefined {
  if (value.type === 'template') return renderTemplate(value.template, variables)
  return value.type === 'list' ? value.items : undefined
}

function textOf(value: FilterValue, variables: VariableReader): string {
  return value.type === 'template' ? renderTemplate(value.template, variables) : refuse(value)
}

function numberOf(value: FilterValue, variables: VariableReader): number {
  if (value.type !== 'template') return refuse(value)
  const { template } = value
  return parseFloatText(
    renderTemplate(template, variables),
    renderTemplate(template, variables, 'log'),
  )
}

function booleanOf(value: FilterValue): boolean {
  return value.type === 'boolean' ? value.value : refuse(value)
}

function refuse(value: FilterValue): never {
  throw new ListOperatorError(
    `Invalid filter value: ${presentValue(value)}`,
    'InvalidFilterValueError',
  )
}

function presentValue(value: FilterValue): string {
  switch (value.type) {
    case 'template':
      return value.template.parts
        .map((part) => (part.type === 'text' ? part.text : `{{#${part.selector.join('.')}#}}`))
        .join('')
    case 'list':
      return pythonString(value.items)
    case 'boolean':
    case 'unusable':
      return pythonString(value.value)
    default:
      return assertNever(value)
  }
}
