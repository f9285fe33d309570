import type { App } from '@weft/domain/app'
import type { JsonObject, RequestContext } from '@weft/domain/kernel'

export type AppMeta = {
  /** By tool name: an icon's address, or its background and emoji. Empty when the app uses no tools. */
  readonly toolIcons: { readonly [tool: string]: string | JsonObject }
}

/** The icons of the tools an app uses. No app can use tools yet, so there are none. */
export class GetAppMeta {
  async execute(_context: RequestContext, _args: { readonly app: App }): Promise<AppMeta> {
    return { toolIcons: {} }
  }
}
