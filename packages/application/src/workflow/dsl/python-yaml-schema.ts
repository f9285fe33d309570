import type { ScalarTag, SchemaOptions } from 'yaml'

/**
 * The plain scalars of a document, as the YAML 1.1 loader reads them that documents were written for: `yes` and `off`
 * are booleans (`y` and `n` are not), `010` is eight, `1:30` ninety. Dates and infinities, which JSON cannot say, stay
 * texts. Tags other than the usual scalars and collections are refused by the reader.
 */
export const pythonYamlSchema = {
  schema: 'failsafe',
  merge: true,
  resolveKnownTags: false,
  customTags: (tags) => [...tags, nullTag, trueTag, falseTag, intTag, floatTag],
} as const satisfies SchemaOptions

const nullTag: ScalarTag = {
  identify: (value) => value === null || value === undefined,
  default: true,
  tag: 'tag:yaml.org,2002:null',
  test: /^(?:~|null|Null|NULL|)$/,
  resolve: () => null,
  stringify: () => 'null',
}

const trueTag: ScalarTag = {
  identify: (value) => value === true,
  default: true,
  tag: 'tag:yaml.org,2002:bool',
  test: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/,
  resolve: () => true,
  stringify: () => 'true',
}

const falseTag: ScalarTag = {
  identify: (value) => value === false,
  default: true,
  tag: 'tag:yaml.org,2002:bool',
  test: /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  resolve: () => false,
  stringify: () => 'false',
}

const intTag: ScalarTag = {
  identify: (value) => typeof value === 'number' && Number.isInteger(value),
  default: true,
  tag: 'tag:yaml.org,2002:int',
  test: /^[-+]?(?:0b[0-1_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/,
  resolve: readInt,
  stringify: ({ value }) => numberText(value),
}

const floatTag: ScalarTag = {
  identify: (value) => typeof value === 'number',
  default: true,
  tag: 'tag:yaml.org,2002:float',
  test: /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/,
  resolve: readFloat,
  stringify: ({ value }) => numberText(value),
}

function readInt(text: string): number {
  const [sign, digits] = signAndDigits(text)
  if (digits.startsWith('0b')) return sign * parseInt(digits.slice(2), 2)
  if (digits.startsWith('0x')) return sign * parseInt(digits.slice(2), 16)
  if (digits.includes(':')) return sign * sexagesimal(digits)
  return digits.length > 1 && digits.startsWith('0')
    ? sign * parseInt(digits, 8)
    : sign * Number(digits)
}

function readFloat(text: string): number {
  const [sign, digits] = signAndDigits(text)
  return sign * (digits.includes(':') ? sexagesimal(digits) : Number(digits))
}

function signAndDigits(text: string): readonly [number, string] {
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '')
  return [text.startsWith('-') ? -1 : 1, digits]
}

function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** A float keeps a point, and its exponent a sign: without them a YAML 1.1 loader would read a text. */
function numberText(value: unknown): string {
  const text = Object.is(value, -0) ? '0' : String(value)
  if (!text.includes('e')) return text
  const [mantissa = '', exponent = ''] = text.split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`
}
