import type { App } from '@weft/domain/app'
import type { Clock, RequestContext } from '@weft/domain/kernel'
import { FormNotFound, type Form } from '@weft/domain/workflow'
import type { UnitOfWork } from '../kernel/index.js'

export type GetFormPorts = { readonly unitOfWork: UnitOfWork; readonly clock: Clock }

/** The form that a token opens, for whoever is to fill it in. */
export class GetForm {
  constructor(private readonly ports: GetFormPorts) {}

  /**
   * @throws FormNotFound when the app has no such form.
   * @throws FormAlreadySubmitted or FormExpired when it cannot be filled in any more.
   */
  async execute(
    { tenantId }: RequestContext,
    { app, token }: { readonly app: App; readonly token: string },
  ): Promise<Form> {
    const form = await this.ports.unitOfWork.run(tenantId, ({ humanInputForms }) =>
      humanInputForms.findByToken(app.id, token),
    )
    if (!form) throw new FormNotFound()
    form.requireOpen(this.ports.clock.now())
    return form.properties.form
  }
}
