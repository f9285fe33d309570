import type { CredentialField } from '@weft/domain/model'
import { readDocumentFile } from './app-import.js'
import type { CommandHost } from './command-host.js'
import { UsageError } from './usage-error.js'

export type CredentialSources = {
  /** `variable=value` for what is no secret. */
  readonly set?: readonly string[]
  /** `variable=ENVIRONMENT_VARIABLE`. */
  readonly fromEnv?: readonly string[]
  /** `variable=file`. */
  readonly fromFile?: readonly string[]
  /** Whether standard input is read for secrets that may be left out, too. */
  readonly stdin?: boolean
}

/**
 * The values of a credential form. Secrets come from the environment, from files or from standard input: a command line
 * can be seen by every user of the machine and is kept in histories.
 *
 * @param options.isChange true where what is not given stays as it is; then secrets are read only when asked to.
 * @throws UsageError when a secret is on the command line or a variable is not part of the form.
 */
export async function readCredentialValues(
  fields: readonly CredentialField[],
  sources: CredentialSources,
  host: CommandHost,
  { isChange = false }: { readonly isChange?: boolean } = {},
): Promise<Readonly<Record<string, string>>> {
  const values = {
    ...plainValues(fields, sources.set ?? []),
    ...environmentValues(fields, sources.fromEnv ?? [], host),
    ...(await fileValues(fields, sources.fromFile ?? [], host)),
  }
  const missing = fields.filter(
    ({ variable, type, isRequired }) =>
      type === 'secret-input' &&
      ((isRequired && !isChange) || sources.stdin) &&
      !Object.hasOwn(values, variable),
  )
  return { ...values, ...(await typedValues(fields, missing, host)) }
}

function plainValues(
  fields: readonly CredentialField[],
  pairs: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [variable, value] = splitPair(pair)
      if (requireField(fields, variable).type === 'secret-input')
        throw new UsageError(
          `${variable} is a secret and must not be on the command line: pipe it to standard input, or name an ` +
            `environment variable or a file that holds it by --from-env ${variable}=VARIABLE or --from-file ${variable}=FILE.`,
        )
      return [variable, value]
    }),
  )
}

function environmentValues(
  fields: readonly CredentialField[],
  pairs: readonly string[],
  host: CommandHost,
): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [variable, name] = splitPair(pair)
      requireField(fields, variable)
      const value = host.environment[name]
      if (!value) throw new UsageError(`The environment variable ${name} is not set.`)
      return [variable, value]
    }),
  )
}

async function fileValues(
  fields: readonly CredentialField[],
  pairs: readonly string[],
  { workingDir }: CommandHost,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const pair of pairs) {
    const [variable, file] = splitPair(pair)
    requireField(fields, variable)
    const value = (await readDocumentFile(workingDir, file)).trim()
    if (value === '') throw new UsageError(`The file ${file} is empty.`)
    values[variable] = value
  }
  return values
}

/** One secret as it is, or several as a JSON map. */
async function typedValues(
  fields: readonly CredentialField[],
  missing: readonly CredentialField[],
  host: CommandHost,
): Promise<Record<string, string>> {
  const [first, ...more] = missing
  if (!first || !host.readSecret) return {}
  const names = missing.map(({ variable }) => variable).join(', ')
  const text = (await host.readSecret(more.length === 0 ? names : `${names} as JSON`)).trim()
  if (text === '') return {}
  if (!text.startsWith('{')) {
    if (more.length === 0) return { [first.variable]: text }
    throw new UsageError(`Several secrets are needed. Give them as a JSON map of ${names}.`)
  }
  return jsonValues(fields, text)
}

function jsonValues(fields: readonly CredentialField[], text: string): Record<string, string> {
  const map = parseJson(text)
  for (const [variable, value] of Object.entries(map)) {
    requireField(fields, variable)
    if (typeof value !== 'string') throw new UsageError(`${variable} must be text.`)
  }
  return map as Record<string, string>
}

/** A parser's own message would quote the secret. */
function parseJson(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    throw new UsageError('Standard input is no JSON map.')
  }
}

function splitPair(pair: string): readonly [string, string] {
  const sign = pair.indexOf('=')
  if (sign <= 0) throw new UsageError('Give values as variable=value.')
  return [pair.slice(0, sign), pair.slice(sign + 1)]
}

function requireField(fields: readonly CredentialField[], variable: string): CredentialField {
  const field = fields.find((one) => one.variable === variable)
  if (field) return field
  const known = fields.map((one) => one.variable).join(', ')
  throw new UsageError(`The form has no ${JSON.stringify(variable)}. It has: ${known}.`)
}
