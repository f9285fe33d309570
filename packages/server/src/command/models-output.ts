import type { CredentialView, ListedModel } from '@weft/application/model'
import type { ModelUsageSum, ProviderDescription, UsageQuestion } from '@weft/domain/model'
import pc from 'picocolors'

/** Rows of text in columns as wide as they need to be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<readonly number[]>(
    (known, row) => row.map((cell, i) => Math.max(known[i] ?? 0, cell.length)),
    [],
  )
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

export function modelRows(models: readonly ListedModel[]): string {
  if (models.length === 0)
    return 'No model is configured. Add a provider by `weft models add <provider>`.\n'
  return table(
    models.map(({ model, status, source, isDefault, contextSize, turns }) => [
      `${model.provider}/${model.name}`,
      model.type,
      status,
      source ?? '',
      contextSize === undefined ? '' : `${contextSize} tokens`,
      isDefault ? 'default' : '',
      turns === undefined ? '' : turnsText(turns),
    ]),
  )
}

function turnsText(turns: NonNullable<ListedModel['turns']>): string {
  const resting = turns.filter(({ restingMs }) => restingMs > 0)
  const names = resting.map(({ name, restingMs }) => `${name} rests ${seconds(restingMs)} more`)
  return [`${turns.length} credentials in turn`, ...names].join(', ')
}

/** Milliseconds for people. */
export function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`
}

export function modelLine({ model, ...listed }: ListedModel): object {
  return {
    provider: model.provider,
    model: model.name,
    type: model.type,
    status: listed.status,
    source: listed.source ?? null,
    default: listed.isDefault,
    custom: listed.isCustom,
    context_size: listed.contextSize ?? null,
    features: listed.features ?? null,
    pricing: listed.pricing ?? null,
    turns:
      listed.turns?.map(({ credentialId, name, restingMs }) => ({
        id: credentialId,
        name,
        resting_ms: restingMs,
      })) ?? null,
  }
}

export function credentialRows(credentials: readonly CredentialView[]): string {
  if (credentials.length === 0) return 'The workspace has no credentials of its own.\n'
  return table(
    credentials.map((credential) => [
      credential.id,
      credential.scope
        ? `${credential.provider}/${credential.scope.name} (${credential.scope.type})`
        : credential.provider,
      credential.name,
      credential.isActive ? 'in use' : '',
      credential.values ? valuesText(credential.values) : pc.red('cannot be opened'),
    ]),
  )
}

export function credentialLine(credential: CredentialView): object {
  const { id, provider, scope, name, isActive, values, createdAt, updatedAt } = credential
  return {
    id,
    provider,
    model: scope?.name ?? null,
    type: scope?.type ?? null,
    name,
    active: isActive,
    values: values ?? null,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  }
}

export function providerRows(providers: readonly ProviderDescription[]): string {
  return table(
    providers.map(({ id, label, credentialFields, modelCredentialFields }) => [
      id,
      label.en_US,
      (credentialFields ?? modelCredentialFields ?? [])
        .map(({ variable, isRequired }) => (isRequired ? variable : `[${variable}]`))
        .join(' '),
    ]),
  )
}

export function providerLine(provider: ProviderDescription): object {
  const fields = provider.credentialFields ?? provider.modelCredentialFields ?? []
  return {
    id: provider.id,
    label: provider.label.en_US,
    model_types: provider.modelTypes,
    variables: fields.map(({ variable, type, isRequired }) => ({
      variable,
      type,
      required: isRequired,
    })),
    models: provider.models.length,
  }
}

type Divisions = NonNullable<UsageQuestion['by']>
type AppNames = ReadonlyMap<string, string>

export function usageRows(sums: readonly ModelUsageSum[], by: Divisions, names: AppNames): string {
  if (sums.length === 0) return 'No calls in this time.\n'
  const [byDay, byApp] = [by.includes('day'), by.includes('app')]
  const app = (id: string | undefined): string =>
    id === undefined ? 'outside of apps' : (names.get(id) ?? id)
  return table([
    [
      ...(byDay ? ['day'] : []),
      ...(byApp ? ['app'] : []),
      ...['model', 'calls', 'failed', 'counted', 'prompt', 'completion', 'price'],
    ],
    ...sums.map(({ model, price, day, appId, ...sum }) => [
      ...(byDay ? [day ?? ''] : []),
      ...(byApp ? [app(appId)] : []),
      `${model.provider}/${model.name}`,
      String(sum.calls),
      String(sum.failedCalls),
      String(sum.countedCalls),
      String(sum.promptTokens),
      String(sum.completionTokens),
      `${price.toString()} ${price.currency}`,
    ]),
  ])
}

export function usageLine(
  { model, price, day, appId, ...sum }: ModelUsageSum,
  by: Divisions,
  names: AppNames,
): object {
  return {
    ...(by.includes('day') ? { day } : {}),
    ...(by.includes('app')
      ? { app_id: appId ?? null, app: (appId && names.get(appId)) ?? null }
      : {}),
    provider: model.provider,
    model: model.name,
    type: model.type,
    calls: sum.calls,
    failed_calls: sum.failedCalls,
    counted_calls: sum.countedCalls,
    prompt_tokens: sum.promptTokens,
    completion_tokens: sum.completionTokens,
    total_price: price.toString(),
    currency: price.currency,
  }
}

function valuesText(values: Readonly<Record<string, string | boolean>>): string {
  return Object.entries(values)
    .map(([variable, value]) => `${variable}=${String(value)}`)
    .join(' ')
}
