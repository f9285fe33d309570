import {
  ExternalDataToolNotAvailable,
  readExternalVariables,
  type ExternalDataQuery,
  type ExternalDataTool,
  type ExternalVariable,
} from '@weft/domain/conversation'
import type { JsonObject } from '@weft/domain/kernel'
import type { ModelAppConfiguration } from '@weft/domain/workflow'

/** The sources of external variables that are there, by the names documents give them. */
export class ExternalData {
  static readonly none = new ExternalData([])

  constructor(private readonly tools: readonly ExternalDataTool[]) {}

  /**
   * The external variables of an app, ready to be asked for; nothing where it has none.
   *
   * @throws ExternalDataToolNotAvailable when one comes from a source that is not there.
   */
  open(
    configuration: Pick<ModelAppConfiguration, 'externalDataTools' | 'inputForm'>,
  ): ExternalInputs | undefined {
    const sources = readExternalVariables(configuration).map((variable) => ({
      ...variable,
      tool: this.find(variable),
    }))
    return sources.length === 0 ? undefined : new ExternalInputs(sources)
  }

  private find({ type, variable }: ExternalVariable): ExternalDataTool {
    const tool = this.tools.find((one) => one.type === type)
    if (!tool) throw new ExternalDataToolNotAvailable(type, variable)
    return tool
  }
}

type Source = ExternalVariable & { readonly tool: ExternalDataTool }

/** The external variables of one app. */
export class ExternalInputs {
  constructor(private readonly sources: readonly Source[]) {}

  /**
   * The inputs with the external variables: all are asked for at once, about the same inputs. Rejects as soon as one of
   * them does; the others are then given up.
   */
  async fill(
    asked: Omit<ExternalDataQuery, 'variable' | 'config'>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<JsonObject> {
    const givenUp = new AbortController()
    const either = AbortSignal.any([signal, givenUp.signal])
    try {
      const found = await Promise.all(
        this.sources.map(async ({ tool, variable, config }) => [
          variable,
          await tool.query({ ...asked, variable, config }, { signal: either }),
        ]),
      )
      return { ...asked.inputs, ...(Object.fromEntries(found) as JsonObject) }
    } catch (error) {
      givenUp.abort(error)
      throw error
    }
  }
}
