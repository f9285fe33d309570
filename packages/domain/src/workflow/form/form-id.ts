import { idType, type Brand } from '../../kernel/index.js'

export type FormId = Brand<string, 'FormId'>
export const FormId = idType<FormId>('FormId')
