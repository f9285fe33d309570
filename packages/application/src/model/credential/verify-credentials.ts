import {
  checkCredentials,
  CredentialsInvalid,
  ModelCallFailed,
  ModelNotConfigured,
  ModelProviderUnknown,
  wrapSecrets,
  type CheckedCredentials,
  type CredentialField,
  type CredentialScope,
  type OpenedProvider,
  type ProviderCatalogue,
  type ProviderDescription,
} from '@weft/domain/model'

export type CredentialsToVerify = {
  /** In any spelling. */
  readonly provider: string
  /** The one model they are for; absent when they are for the provider as a whole. */
  readonly scope: CredentialScope | undefined
  readonly values: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
}

export type VerifiedCredentials = {
  readonly provider: ProviderDescription
  readonly fields: readonly CredentialField[]
  /** What the form takes over of the values. */
  readonly values: CheckedCredentials
}

/**
 * Checks the values against the provider's form, then with the provider itself by the smallest call there is.
 *
 * @throws ModelProviderUnknown when there is no such provider.
 * @throws CredentialsInvalid when a value is wrong or the provider does not accept them.
 */
export async function verifyCredentials(
  catalogue: ProviderCatalogue,
  { provider: spelling, scope, values, signal }: CredentialsToVerify,
): Promise<VerifiedCredentials> {
  const provider = requireProvider(catalogue, spelling)
  const fields = credentialFields(provider, scope)
  const given = scope ? { ...values, __model_type: scope.type } : values
  const checked = checkCredentials(fields, given)
  try {
    const opened = catalogue.open(provider.id, wrapSecrets(fields, checked))
    await callOnce(opened, provider, scope, signal)
  } catch (error) {
    if (error instanceof ModelCallFailed || error instanceof ModelNotConfigured)
      throw new CredentialsInvalid(`The credentials do not work. ${error.message}`, undefined, {
        cause: error,
      })
    throw error
  }
  return { provider, fields, values: checked }
}

/** @throws ModelProviderUnknown */
export function requireProvider(
  catalogue: ProviderCatalogue,
  spelling: string,
): ProviderDescription {
  const provider = catalogue.find(spelling)
  if (provider) return provider
  throw new ModelProviderUnknown(
    spelling,
    catalogue.providers.map(({ id }) => id),
  )
}

/** @throws CredentialsInvalid when the provider cannot be configured this way. */
function credentialFields(
  provider: ProviderDescription,
  scope: CredentialScope | undefined,
): readonly CredentialField[] {
  const fields = scope ? provider.modelCredentialFields : provider.credentialFields
  if (fields) return fields
  throw new CredentialsInvalid(
    scope
      ? `The provider ${provider.id} takes credentials for all of its models only.`
      : `The provider ${provider.id} takes credentials for single models only: name the model.`,
  )
}

async function callOnce(
  opened: OpenedProvider,
  provider: ProviderDescription,
  scope: CredentialScope | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (scope) {
    await callModel(opened, scope, signal)
    return
  }
  try {
    await opened.availableModels({ signal })
  } catch (error) {
    const model = provider.models.find(({ isDeprecated }) => !isDeprecated)
    if (!hasNoList(error) || !model) throw error
    await callModel(opened, model, signal)
  }
}

/** Some providers have no list of their models, and some endpoints know no such address. */
function hasNoList(error: unknown): boolean {
  return (
    error instanceof ModelNotConfigured ||
    (error instanceof ModelCallFailed && error.kind === 'bad-request')
  )
}

async function callModel(
  opened: OpenedProvider,
  { type, name }: CredentialScope,
  signal: AbortSignal,
): Promise<void> {
  switch (type) {
    case 'llm':
      return askForAWord(opened, name, signal)
    case 'text-embedding':
      await (await opened.embeddingModel(name)).embed([PROBE], { purpose: 'query', signal })
      return
    case 'rerank':
      await opened.rerankModel(name).rerank(PROBE, [PROBE], { limit: 1, signal })
      return
    case 'moderation':
      await opened.moderationModel(name).moderate(PROBE, { signal })
      return
    case 'tts':
      return listenForAMoment(opened, name, signal)
    // There is nothing small to be heard: whether the provider answers at all has to do.
    case 'speech2text':
      opened.speechToTextModel(name)
      await opened.availableModels({ signal })
  }
}

const PROBE = 'ping'

/** Leaves with the first sign of an answer: leaving a stream ends the request. */
async function askForAWord(
  opened: OpenedProvider,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const request = {
    messages: [{ role: 'user', content: PROBE }],
    parameters: {},
    stop: [],
    tools: [],
    responseSchema: undefined,
    user: undefined,
    nodeId: undefined,
  } as const
  await firstOf(opened.languageModel(name).complete(request, { signal }))
}

async function listenForAMoment(
  opened: OpenedProvider,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  await firstOf(opened.textToSpeechModel(name).speak(PROBE, { signal }))
}

async function firstOf(pieces: AsyncIterable<unknown>): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]()
  try {
    await iterator.next()
  } finally {
    await iterator.return?.()
  }
}
