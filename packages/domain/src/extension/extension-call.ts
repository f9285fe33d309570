import type { JsonObject } from '../kernel/index.js'

/** Where in an app's work an extension is called. */
export type ExtensionPoint =
  'ping' | 'app.external_data_tool.query' | 'app.moderation.input' | 'app.moderation.output'

/** What an extension is asked. */
export type ExtensionCall = {
  readonly point: ExtensionPoint
  /** Absent for `ping`. */
  readonly params?: JsonObject
}
