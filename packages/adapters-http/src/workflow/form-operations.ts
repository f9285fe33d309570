import type { GetForm, SubmitForm } from '@weft/application/workflow'
import {
  appOperation,
  endUserOperation,
  type Operation,
  type OperationServices,
} from '../shared/operation.js'
import { answers } from '../shared/response-schema.js'
import { formSchema, submitFormSchema, submittedSchema } from './form-schema.js'
import { presentForm } from './pause-presenter.js'

export type FormOperationServices = OperationServices & {
  readonly getForm: Pick<GetForm, 'execute'>
  readonly submitForm: Pick<SubmitForm, 'execute'>
}

const PATH = '/form/human_input/{form_token}'

/** The forms that paused runs wait for. Their token is the authority: any end user of the app may fill them in. */
export function formOperations(services: FormOperationServices): readonly Operation[] {
  return [
    appOperation(services, {
      method: 'get',
      path: PATH,
      tag: 'Workflows',
      summary: 'Look at a form',
      details: 'Answers 412 when the form has been submitted or has expired.',
      responses: answers('The form.', formSchema),
      async handle(c, { app, context }) {
        const token = c.req.param('form_token') ?? ''
        return c.json(presentForm(await services.getForm.execute(context, { app, token })))
      },
    }),
    endUserOperation(services, {
      method: 'post',
      path: PATH,
      tag: 'Workflows',
      summary: 'Fill in a form',
      details: 'The first submission is final, and takes the run on along its action.',
      body: submitFormSchema,
      responses: answers('The submission is accepted.', submittedSchema),
      async handle(c, { caller: { app, context }, endUser, body: { action, inputs } }) {
        const token = c.req.param('form_token') ?? ''
        await services.submitForm.execute(context, { app, endUser, token, action, inputs })
        return c.json({})
      },
    }),
  ]
}
