import type { GetAppInfo, GetAppMeta, GetAppParameters } from '@weft/application/app'
import { appOperation, type Operation, type OperationServices } from '../shared/operation.js'
import { answers } from '../shared/response-schema.js'
import { presentAppInfo, presentAppMeta, presentAppParameters } from './app-presenter.js'
import { appInfoSchema, appMetaSchema, appParametersSchema } from './app-schema.js'

export type AppOperationServices = OperationServices & {
  readonly getAppInfo: Pick<GetAppInfo, 'execute'>
  readonly getAppParameters: Pick<GetAppParameters, 'execute'>
  readonly getAppMeta: Pick<GetAppMeta, 'execute'>
}

export function appOperations(services: AppOperationServices): readonly Operation[] {
  return [
    appOperation(services, {
      method: 'get',
      path: '/info',
      tag: 'App',
      summary: 'What the app is',
      responses: answers('Name, description and mode.', appInfoSchema),
      async handle(c, { context, app, tenant }) {
        const info = await services.getAppInfo.execute(context, { app, tenant })
        return c.json(presentAppInfo(info))
      },
    }),
    appOperation(services, {
      method: 'get',
      path: '/parameters',
      tag: 'App',
      summary: 'What the app asks for and offers',
      responses: answers('The input form, switches and limits.', appParametersSchema),
      async handle(c, { context, app }) {
        const parameters = await services.getAppParameters.execute(context, { app })
        return c.json(presentAppParameters(parameters))
      },
    }),
    appOperation(services, {
      method: 'get',
      path: '/meta',
      tag: 'App',
      summary: 'Icons of the tools the app uses',
      responses: answers('The icons by tool name.', appMetaSchema),
      async handle(c, { context, app }) {
        return c.json(presentAppMeta(await services.getAppMeta.execute(context, { app })))
      },
    }),
  ]
}
