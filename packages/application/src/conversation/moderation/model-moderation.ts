import {
  moderatedTexts,
  PASSED,
  type DirectOutput,
  type ModeratedInput,
  type ModeratedOutput,
  type ModerationMethod,
  type Passed,
} from '@weft/domain/conversation'
import type { TenantId } from '@weft/domain/kernel'
import type { FullModelRegistry, ModelRef } from '@weft/domain/model'

/** What is asked where the workspace chose no moderation model of its own. */
const USUAL_MODEL: ModelRef = { provider: 'openai', name: 'omni-moderation-latest' }

export type ModelModerationPorts = {
  readonly models: Pick<FullModelRegistry, 'moderationModel'>
  /** The model a workspace moderates with. Absent where workspaces choose none. */
  readonly chosenModel?: (tenantId: TenantId) => Promise<ModelRef | undefined>
}

/** Asks the workspace's moderation model. */
export class ModelModeration implements ModerationMethod {
  readonly type = 'openai_moderation'

  constructor(private readonly ports: ModelModerationPorts) {}

  async moderateInput(
    { tenantId, policy, inputs, query }: ModeratedInput,
    options: { readonly signal: AbortSignal },
  ): Promise<Passed | DirectOutput> {
    const text = moderatedTexts(inputs, query).join('\n')
    return (await this.isFlagged(tenantId, text, options))
      ? { action: 'direct_output', presetResponse: policy.input.presetResponse }
      : PASSED
  }

  async moderateOutput(
    { tenantId, policy, text }: ModeratedOutput,
    options: { readonly signal: AbortSignal },
  ): Promise<Passed | DirectOutput> {
    return (await this.isFlagged(tenantId, text, options))
      ? { action: 'direct_output', presetResponse: policy.output.presetResponse }
      : PASSED
  }

  private async isFlagged(
    tenantId: TenantId,
    text: string,
    options: { readonly signal: AbortSignal },
  ): Promise<boolean> {
    const ref = (await this.ports.chosenModel?.(tenantId)) ?? USUAL_MODEL
    const model = await this.ports.models.moderationModel(tenantId, ref)
    return (await model.moderate(text, options)).isFlagged
  }
}
