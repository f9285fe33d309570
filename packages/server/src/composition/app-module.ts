import { BootstrapWorkspace, ResolveEndUser } from '@weft/application/account'
import {
  AppCallerCache,
  AuthenticateApiKey,
  ExportApp,
  GetAppInfo,
  GetAppMeta,
  GetAppParameters,
  ImportApp,
  IssueApiKey,
  ListApps,
  PublishWorkflow,
} from '@weft/application/app'
import { ContainerModule } from 'inversify'
import { RandomTokenGenerator } from '../system/random-token-generator.js'
import { Sha256KeyHasher } from '../system/sha256-key-hasher.js'
import { TOKENS } from './tokens.js'

/** Apps, their keys, and who uses them. */
export const appModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.hasher).toConstantValue(new Sha256KeyHasher())
  bind(TOKENS.tokenGenerator).toConstantValue(new RandomTokenGenerator())
  bind(TOKENS.callers)
    .toResolvedValue((clock) => new AppCallerCache(clock), [TOKENS.clock])
    .inSingletonScope()
  bind(TOKENS.authenticateApiKey)
    .toResolvedValue(
      (directory, unitOfWork, hasher, cache, clock, logger) =>
        new AuthenticateApiKey({ directory, unitOfWork, hasher, cache, clock, logger }),
      [
        TOKENS.apiKeyDirectory,
        TOKENS.unitOfWork,
        TOKENS.hasher,
        TOKENS.callers,
        TOKENS.clock,
        TOKENS.logger,
      ],
    )
    .inSingletonScope()
  bind(TOKENS.bootstrapWorkspace).toResolvedValue(
    (unitOfWork, clock) => new BootstrapWorkspace({ unitOfWork, clock }),
    [TOKENS.unitOfWork, TOKENS.clock],
  )
  bind(TOKENS.resolveEndUser)
    .toResolvedValue(
      (unitOfWork, clock, ids) => new ResolveEndUser({ unitOfWork, clock, ids }),
      [TOKENS.unitOfWork, TOKENS.clock, TOKENS.ids],
    )
    .inSingletonScope()
  bind(TOKENS.importApp).toResolvedValue(
    (unitOfWork, kinds, cache, clock, ids) =>
      new ImportApp({ unitOfWork, kinds, cache, clock, ids }),
    [TOKENS.unitOfWork, TOKENS.kinds, TOKENS.callers, TOKENS.clock, TOKENS.ids],
  )
  bind(TOKENS.exportApp).toResolvedValue(
    (unitOfWork) => new ExportApp(unitOfWork),
    [TOKENS.unitOfWork],
  )
  bind(TOKENS.publishWorkflow).toResolvedValue(
    (unitOfWork, kinds, cache, clock, ids) =>
      new PublishWorkflow({ unitOfWork, kinds, cache, clock, ids }),
    [TOKENS.unitOfWork, TOKENS.kinds, TOKENS.callers, TOKENS.clock, TOKENS.ids],
  )
  bind(TOKENS.listApps).toResolvedValue(
    (unitOfWork) => new ListApps(unitOfWork),
    [TOKENS.unitOfWork],
  )
  bind(TOKENS.issueApiKey).toResolvedValue(
    (unitOfWork, hasher, tokens, cache, clock, ids) =>
      new IssueApiKey({ unitOfWork, hasher, tokens, cache, clock, ids }),
    [
      TOKENS.unitOfWork,
      TOKENS.hasher,
      TOKENS.tokenGenerator,
      TOKENS.callers,
      TOKENS.clock,
      TOKENS.ids,
    ],
  )
  bind(TOKENS.getAppInfo).toResolvedValue(
    (unitOfWork) => new GetAppInfo(unitOfWork),
    [TOKENS.unitOfWork],
  )
  bind(TOKENS.getAppParameters).toResolvedValue(
    (unitOfWork) => new GetAppParameters(unitOfWork),
    [TOKENS.unitOfWork],
  )
  bind(TOKENS.getAppMeta).toResolvedValue(() => new GetAppMeta())
})
