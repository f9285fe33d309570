export { basicCompletionRequest, promptValues } from './basic-completion.js'
export type { BasicCompletionArgs } from './basic-completion.js'
export { ThinkTags } from './think-tags.js'
