import type { Brand } from './brand.js'
import { idType } from './id.js'

/** The app something belongs to. Lives here, beside the workspace's id, because every context speaks of it. */
export type AppId = Brand<string, 'AppId'>
export const AppId = idType<AppId>('AppId')
