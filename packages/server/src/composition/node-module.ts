import { DocumentTextExtraction, FileValueReader } from '@weft/adapters-files'
import { ProviderRegistry, timeTools, webscraperTools } from '@weft/application/tool'
import {
  containerNodeKinds,
  standardNodeKinds,
  WorkflowEngine,
  type NodeServices,
} from '@weft/application/workflow'
import type { FileStore } from '@weft/domain/file'
import { NodeKindTable, type NodeKind } from '@weft/domain/workflow'
import { createTemplateRenderer } from '@weft/sandbox'
import { ContainerModule } from 'inversify'
import { openCodeSandbox } from './code-sandbox.js'
import { configuredApiTools } from './configured-api-tools.js'
import { TOKENS } from './tokens.js'

/** The kinds of nodes and the services they call. */
export const nodeModule = (fileStore: FileStore): ContainerModule =>
  new ContainerModule(({ bind }) => {
    bind(TOKENS.fileStore).toConstantValue(fileStore)
    bind(TOKENS.code)
      .toResolvedValue(
        (config, egress, rules, logger) => openCodeSandbox({ config, egress, rules, logger }),
        [TOKENS.config, TOKENS.codeEgress, TOKENS.codeRules, TOKENS.logger],
      )
      .inSingletonScope()
    bind(TOKENS.templates)
      .toResolvedValue(() => createTemplateRenderer())
      .inSingletonScope()
    bind(TOKENS.tools)
      .toResolvedValue(
        (config, clock, egress) =>
          new ProviderRegistry([
            timeTools(clock),
            webscraperTools(egress),
            ...configuredApiTools(config, egress),
          ]),
        [TOKENS.config, TOKENS.clock, TOKENS.egress],
      )
      .inSingletonScope()
    bind(TOKENS.nodeServices)
      .toResolvedValue(
        (models, code, templates, tools, store, egress): NodeServices => ({
          models,
          code,
          templates,
          tools,
          fileStore: store,
          egress,
          files: new FileValueReader({ store, egress }),
          documents: new DocumentTextExtraction(),
        }),
        [
          TOKENS.models,
          TOKENS.code,
          TOKENS.templates,
          TOKENS.tools,
          TOKENS.fileStore,
          TOKENS.egress,
        ],
      )
      .inSingletonScope()
    bind(TOKENS.kinds)
      .toResolvedValue(
        (services) => NodeKindTable.of(allNodeKinds(services)),
        [TOKENS.nodeServices],
      )
      .inSingletonScope()
    bind(TOKENS.engine)
      .toResolvedValue(
        (clock, ids) => new WorkflowEngine({ clock, ids }),
        [TOKENS.clock, TOKENS.ids],
      )
      .inSingletonScope()
  })

/** Every kind of node this program knows. */
function allNodeKinds(services: NodeServices): readonly NodeKind[] {
  return [...standardNodeKinds(services), ...containerNodeKinds()]
}
