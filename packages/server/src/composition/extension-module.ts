import {
  ApiExternalData,
  ApiModeration,
  ExternalData,
  KeywordModeration,
  ModelModeration,
  ModerationMethods,
} from '@weft/application/conversation'
import {
  AddApiExtension,
  ApiExtensionClient,
  ChangeApiExtension,
  ListApiExtensions,
  RemoveApiExtension,
  TestApiExtension,
  WorkspaceExtensions,
} from '@weft/application/extension'
import { ContainerModule } from 'inversify'
import { TOKENS } from './tokens.js'

type Binding = Parameters<ConstructorParameters<typeof ContainerModule>[0]>[0]

/** The services workspaces extend their apps by, and what apps do with them: moderation, and data from elsewhere. */
export const extensionModule = new ContainerModule((options) => {
  const { bind } = options
  bind(TOKENS.extensionClient).toResolvedValue(
    (egress) => new ApiExtensionClient(egress),
    [TOKENS.egress],
  )
  bind(TOKENS.extensions)
    .toResolvedValue(
      (unitOfWork, cipher, client) => new WorkspaceExtensions({ unitOfWork, cipher, client }),
      [TOKENS.unitOfWork, TOKENS.cipher, TOKENS.extensionClient],
    )
    .inSingletonScope()
  bind(TOKENS.moderation)
    .toResolvedValue(
      (extensions, models, unitOfWork, { moderation }, logger) =>
        new ModerationMethods(
          [
            new KeywordModeration(),
            new ModelModeration({
              models,
              chosenModel: (tenantId) =>
                unitOfWork.run(tenantId, ({ defaultModels }) => defaultModels.find('moderation')),
            }),
            new ApiModeration(extensions),
          ],
          { logger, bufferSize: moderation.bufferSize },
        ),
      [TOKENS.extensions, TOKENS.models, TOKENS.unitOfWork, TOKENS.config, TOKENS.logger],
    )
    .inSingletonScope()
  bind(TOKENS.externalData)
    .toResolvedValue(
      (extensions) => new ExternalData([new ApiExternalData(extensions)]),
      [TOKENS.extensions],
    )
    .inSingletonScope()
  bindUseCases(options)
})

function bindUseCases({ bind }: Binding): void {
  bind(TOKENS.addApiExtension).toResolvedValue(
    (unitOfWork, cipher, client, clock, ids) =>
      new AddApiExtension({ unitOfWork, cipher, client, clock, ids }),
    [TOKENS.unitOfWork, TOKENS.cipher, TOKENS.extensionClient, TOKENS.clock, TOKENS.ids],
  )
  bind(TOKENS.changeApiExtension).toResolvedValue(
    (unitOfWork, cipher, client, clock) =>
      new ChangeApiExtension({ unitOfWork, cipher, client, clock }),
    [TOKENS.unitOfWork, TOKENS.cipher, TOKENS.extensionClient, TOKENS.clock],
  )
  bind(TOKENS.removeApiExtension).toResolvedValue(
    (unitOfWork, clock) => new RemoveApiExtension({ unitOfWork, clock }),
    [TOKENS.unitOfWork, TOKENS.clock],
  )
  bind(TOKENS.listApiExtensions).toResolvedValue(
    (unitOfWork, cipher) => new ListApiExtensions({ unitOfWork, cipher }),
    [TOKENS.unitOfWork, TOKENS.cipher],
  )
  bind(TOKENS.testApiExtension).toResolvedValue(
    (unitOfWork, cipher, client) => new TestApiExtension({ unitOfWork, cipher, client }),
    [TOKENS.unitOfWork, TOKENS.cipher, TOKENS.extensionClient],
  )
}

/** Where nothing is stored there are no extensions of a workspace. */
export const localExtensionModule = new ContainerModule(({ bind }) => {
  bind(TOKENS.moderation)
    .toResolvedValue(
      (models, { moderation }) =>
        new ModerationMethods([new KeywordModeration(), new ModelModeration({ models })], {
          bufferSize: moderation.bufferSize,
        }),
      [TOKENS.models, TOKENS.config],
    )
    .inSingletonScope()
})
