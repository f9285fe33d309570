import { idType, type Brand } from '../../kernel/index.js'

export type RunId = Brand<string, 'RunId'>
export const RunId = idType<RunId>('RunId')
