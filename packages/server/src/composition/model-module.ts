import {
  createModelRegistry,
  createProviderCatalogue,
  ResilientModelGuard,
} from '@weft/adapters-llm'
import {
  ActivateModelCredential,
  AddModelCredential,
  BatchedCallRecorder,
  ChangeModelCredential,
  ChatModelFinder,
  ConfigureModel,
  ForgetModel,
  GetDefaultModel,
  GetHostedProviders,
  GetModelUsage,
  GrantQuota,
  HostedQuotas,
  InProcessRotationLedger,
  ListModelCredentials,
  ListModels,
  noWorkspaceModels,
  PreferProvider,
  RemoveModelCredential,
  ResealCredentials,
  SetDefaultModel,
  StoredWorkspaceModels,
  TestModelCredential,
  WorkspaceModelRegistry,
} from '@weft/application/model'
import { noCallRecorder } from '@weft/domain/model'
import { ContainerModule } from 'inversify'
import type { Config } from '../config/config.js'
import { AesCredentialCipher } from '../system/credential-cipher.js'
import { KeyFile } from '../system/key-file.js'
import { EVERYDAY_MODELS } from './everyday-models.js'
import { hostedProviders } from './hosted-models.js'
import {
  LAST_RESORT,
  listOperatorModels,
  operatorChatProviders,
  operatorDefaults,
  operatorProviders,
  remedy,
} from './operator-models.js'
import { openEgress } from './ways-out.js'
import { TOKENS } from './tokens.js'

/** The operator's models, the providers that are known, and the way out to them. */
export const modelModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.modelEgress)
    .toResolvedValue((config) => openEgress(modelAddresses(config)), [TOKENS.config])
    .inSingletonScope()
  bind(TOKENS.providers)
    .toResolvedValue(
      ({ models: { filesAs } }, { fetch }, { fetch: fileFetch }, clock) =>
        createProviderCatalogue({ fetch, fileFetch, clock, filesAs }),
      [TOKENS.config, TOKENS.modelEgress, TOKENS.egress, TOKENS.clock],
    )
    .inSingletonScope()
  bind(TOKENS.operatorModels)
    .toResolvedValue(
      (config, { fetch }, { fetch: fileFetch }, clock) =>
        createModelRegistry({
          providers: operatorProviders(config),
          fetch,
          fileFetch,
          clock,
          remedy,
          filesAs: config.models.filesAs,
        }),
      [TOKENS.config, TOKENS.modelEgress, TOKENS.egress, TOKENS.clock],
    )
    .inSingletonScope()
  bind(TOKENS.chatModels)
    .toResolvedValue(
      (config, catalogue, offers, clock) =>
        new ChatModelFinder({
          catalogue,
          operatorProviders: operatorChatProviders(config),
          offers,
          everyday: EVERYDAY_MODELS,
          clock,
        }),
      [TOKENS.config, TOKENS.providers, TOKENS.operatorModels, TOKENS.clock],
    )
    .inSingletonScope()
  bind(TOKENS.modelGuard)
    .toResolvedValue(
      (config, clock, logger) =>
        new ResilientModelGuard({ ...guardOptions(config), clock, logger }),
      [TOKENS.config, TOKENS.clock, TOKENS.logger],
    )
    .inSingletonScope()
})

/** Models where nothing is stored. */
export const localModelModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.models)
    .toResolvedValue(
      (config, operator, catalogue, chatModels, guard, clock, ids, logger) =>
        new WorkspaceModelRegistry({
          source: noWorkspaceModels,
          catalogue,
          operator,
          operatorDefaults: operatorDefaults(config),
          chatModels,
          lastResort: LAST_RESORT,
          remedy,
          guard,
          ledger: new InProcessRotationLedger(clock),
          recorder: noCallRecorder,
          clock,
          ids,
          logger,
        }),
      [
        TOKENS.config,
        TOKENS.operatorModels,
        TOKENS.providers,
        TOKENS.chatModels,
        TOKENS.modelGuard,
        TOKENS.clock,
        TOKENS.ids,
        TOKENS.logger,
      ],
    )
    .inSingletonScope()
})

/** Models of workspaces, whose credentials, decisions and calls are stored. */
export const workspaceModelModule = new ContainerModule((options) => {
  const { bind } = options
  bind(TOKENS.keyFile)
    .toResolvedValue((config) => new KeyFile(config), [TOKENS.config])
    .inSingletonScope()
  bind(TOKENS.cipher)
    .toResolvedValue((keys) => new AesCredentialCipher(keys), [TOKENS.keyFile])
    .inSingletonScope()
  bind(TOKENS.modelSource)
    .toResolvedValue(
      (unitOfWork, cipher) => new StoredWorkspaceModels({ unitOfWork, cipher }),
      [TOKENS.unitOfWork, TOKENS.cipher],
    )
    .inSingletonScope()
  bind(TOKENS.modelCalls)
    .toResolvedValue(
      (unitOfWork, logger) => new BatchedCallRecorder({ unitOfWork, logger }),
      [TOKENS.unitOfWork, TOKENS.logger],
    )
    .inSingletonScope()
  bindHosting(options)
  bindRegistry(options)
  bindCredentialUseCases(options)
  bindModelUseCases(options)
})

type Binding = Parameters<ConstructorParameters<typeof ContainerModule>[0]>[0]

function bindRegistry({ bind }: Binding): void {
  bind(TOKENS.models)
    .toResolvedValue(
      (
        config,
        operator,
        hosting,
        catalogue,
        chatModels,
        guard,
        recorder,
        ledger,
        source,
        unitOfWork,
        clock,
        ids,
        logger,
      ) =>
        new WorkspaceModelRegistry({
          source,
          unitOfWork,
          catalogue,
          operator,
          hosting,
          operatorDefaults: operatorDefaults(config),
          chatModels,
          lastResort: LAST_RESORT,
          remedy,
          guard,
          ledger,
          recorder,
          clock,
          ids,
          logger,
        }),
      [
        TOKENS.config,
        TOKENS.operatorModels,
        TOKENS.hosting,
        TOKENS.providers,
        TOKENS.chatModels,
        TOKENS.modelGuard,
        TOKENS.modelCalls,
        TOKENS.rotationLedger,
        TOKENS.modelSource,
        TOKENS.unitOfWork,
        TOKENS.clock,
        TOKENS.ids,
        TOKENS.logger,
      ],
    )
    .inSingletonScope()
}

function bindHosting({ bind }: Binding): void {
  bind(TOKENS.hosting)
    .toResolvedValue(
      (config, unitOfWork, logger) =>
        new HostedQuotas({ unitOfWork, hosted: hostedProviders(config), logger }),
      [TOKENS.config, TOKENS.unitOfWork, TOKENS.logger],
    )
    .inSingletonScope()
  bind(TOKENS.getHostedProviders).toResolvedValue(
    (source, catalogue, hosting) => new GetHostedProviders({ source, catalogue, hosting }),
    [TOKENS.modelSource, TOKENS.providers, TOKENS.hosting],
  )
  bind(TOKENS.grantQuota).toResolvedValue(
    (config, unitOfWork) => new GrantQuota({ unitOfWork, hosted: hostedProviders(config) }),
    [TOKENS.config, TOKENS.unitOfWork],
  )
  bind(TOKENS.preferProvider).toResolvedValue(
    (unitOfWork, catalogue, cache) => new PreferProvider({ unitOfWork, catalogue, cache }),
    [TOKENS.unitOfWork, TOKENS.providers, TOKENS.models],
  )
}

function bindCredentialUseCases({ bind }: Binding): void {
  bind(TOKENS.addModelCredential).toResolvedValue(
    (unitOfWork, catalogue, cipher, cache, clock, ids) =>
      new AddModelCredential({ unitOfWork, catalogue, cipher, cache, clock, ids }),
    [TOKENS.unitOfWork, TOKENS.providers, TOKENS.cipher, TOKENS.models, TOKENS.clock, TOKENS.ids],
  )
  bind(TOKENS.changeModelCredential).toResolvedValue(
    (unitOfWork, catalogue, cipher, cache, clock) =>
      new ChangeModelCredential({ unitOfWork, catalogue, cipher, cache, clock }),
    [TOKENS.unitOfWork, TOKENS.providers, TOKENS.cipher, TOKENS.models, TOKENS.clock],
  )
  bind(TOKENS.removeModelCredential).toResolvedValue(
    (unitOfWork, cache, clock) => new RemoveModelCredential({ unitOfWork, cache, clock }),
    [TOKENS.unitOfWork, TOKENS.models, TOKENS.clock],
  )
  bind(TOKENS.activateModelCredential).toResolvedValue(
    (unitOfWork, cache, clock) => new ActivateModelCredential({ unitOfWork, cache, clock }),
    [TOKENS.unitOfWork, TOKENS.models, TOKENS.clock],
  )
  bind(TOKENS.listModelCredentials).toResolvedValue(
    (unitOfWork, catalogue, cipher) => new ListModelCredentials({ unitOfWork, catalogue, cipher }),
    [TOKENS.unitOfWork, TOKENS.providers, TOKENS.cipher],
  )
  bind(TOKENS.testModelCredential).toResolvedValue(
    (unitOfWork, catalogue, cipher, clock) =>
      new TestModelCredential({ unitOfWork, catalogue, cipher, clock }),
    [TOKENS.unitOfWork, TOKENS.providers, TOKENS.cipher, TOKENS.clock],
  )
  bind(TOKENS.resealCredentials).toResolvedValue(
    (unitOfWork, directory, cipher) => new ResealCredentials({ unitOfWork, directory, cipher }),
    [TOKENS.unitOfWork, TOKENS.credentialDirectory, TOKENS.cipher],
  )
}

function bindModelUseCases({ bind }: Binding): void {
  bind(TOKENS.configureModel).toResolvedValue(
    (unitOfWork, catalogue, cache) => new ConfigureModel({ unitOfWork, catalogue, cache }),
    [TOKENS.unitOfWork, TOKENS.providers, TOKENS.models],
  )
  bind(TOKENS.forgetModel).toResolvedValue(
    (unitOfWork, catalogue, cache, clock) =>
      new ForgetModel({ unitOfWork, catalogue, cache, clock }),
    [TOKENS.unitOfWork, TOKENS.providers, TOKENS.models, TOKENS.clock],
  )
  bind(TOKENS.listModels).toResolvedValue(
    (source, catalogue, config, ledger, hosting) =>
      new ListModels({ source, catalogue, operator: listOperatorModels(config), ledger, hosting }),
    [TOKENS.modelSource, TOKENS.providers, TOKENS.config, TOKENS.rotationLedger, TOKENS.hosting],
  )
  bind(TOKENS.setDefaultModel).toResolvedValue(
    (unitOfWork, models) => new SetDefaultModel({ unitOfWork, models }),
    [TOKENS.unitOfWork, TOKENS.models],
  )
  bind(TOKENS.getDefaultModel).toResolvedValue(
    (unitOfWork, listModels, cache, config) =>
      new GetDefaultModel({
        unitOfWork,
        listModels,
        cache,
        operatorDefaults: operatorDefaults(config),
        current: cache,
      }),
    [TOKENS.unitOfWork, TOKENS.listModels, TOKENS.models, TOKENS.config],
  )
  bind(TOKENS.getModelUsage).toResolvedValue(
    (unitOfWork) => new GetModelUsage(unitOfWork),
    [TOKENS.unitOfWork],
  )
}

/**
 * What the operator allowed, and the providers the operator configured: those may well be on the same machine. Nobody but
 * the models gets this way out.
 */
function modelAddresses(config: Config): readonly string[] {
  const providers = config.models.providers.flatMap(({ baseUrl }) => {
    if (baseUrl === undefined) return []
    const { hostname, port, protocol } = new URL(baseUrl)
    return [`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`]
  })
  return [...config.egress.allow, ...providers]
}

function guardOptions({ models }: Config) {
  const { maxAttempts, silenceMs, maxConcurrent, hedgeAfterMs } = models.calls
  return {
    maxAttempts,
    silenceMs,
    maxConcurrent,
    ...(hedgeAfterMs === undefined ? {} : { hedgeAfterMs }),
  }
}
