import type { ModelRef } from '../model-ref.js'
import { DEFAULT_PREFIXES, type HistoryPrefixes } from './prompt-history.js'

/** How the text of a simple prompt is put together; a block that is empty is never put in. */
export type PromptRule = {
  readonly contextBlock: string
  readonly historiesBlock: string
  readonly queryBlock: string
  readonly prefixes: HistoryPrefixes
  /** For models that complete texts: where they would go on to write the user's part. */
  readonly stop: readonly string[]
}

const CONTEXT_BLOCK = `Answer from what is written between the <context></context> tags, which is all you know of the matter.

<context>
{{#context#}}
</context>

Where the context does not give the answer, say that you do not know. Do not mention the context. Answer in the language of the question.

`
const HISTORIES_BLOCK = `This is what was said before, between the <histories></histories> tags.

<histories>
{{#histories#}}
</histories>`
const CHINESE_CONTEXT_BLOCK = `请只根据 <context></context> 之间的资料回答，这是你对此事所知的全部。

<context>
{{#context#}}
</context>

资料中没有答案时，请说明你不知道。不要提到这些资料。

`
const CHINESE_HISTORIES_BLOCK = `以下是 <histories></histories> 之间的先前对话。

<histories>
{{#histories#}}
</histories>`

const COMMON_CHAT: PromptRule = {
  contextBlock: CONTEXT_BLOCK,
  historiesBlock: HISTORIES_BLOCK,
  queryBlock: '\n\nHuman: {{#query#}}\n\nAssistant: ',
  prefixes: DEFAULT_PREFIXES,
  stop: ['\nHuman:', '</histories>'],
}
const COMMON_COMPLETION: PromptRule = {
  contextBlock: CONTEXT_BLOCK,
  historiesBlock: '',
  queryBlock: '{{#query#}}',
  prefixes: DEFAULT_PREFIXES,
  stop: [],
}
const BAICHUAN_PREFIXES: HistoryPrefixes = { user: '用户', assistant: '助手' }
const BAICHUAN_CHAT: PromptRule = {
  contextBlock: CHINESE_CONTEXT_BLOCK,
  historiesBlock: CHINESE_HISTORIES_BLOCK,
  queryBlock: '\n\n用户：{{#query#}}',
  prefixes: BAICHUAN_PREFIXES,
  stop: ['用户：'],
}
const BAICHUAN_COMPLETION: PromptRule = {
  ...COMMON_COMPLETION,
  contextBlock: CHINESE_CONTEXT_BLOCK,
  prefixes: BAICHUAN_PREFIXES,
}

/** The rule for an app's simple prompts. Models of the Baichuan family are spoken to in Chinese. */
export function promptRuleFor(app: 'chat' | 'completion', model: ModelRef | undefined): PromptRule {
  if (model && isBaichuan(model)) return app === 'chat' ? BAICHUAN_CHAT : BAICHUAN_COMPLETION
  return app === 'chat' ? COMMON_CHAT : COMMON_COMPLETION
}

/** Providers that serve models of many families under the families' names. */
const SERVES_MANY_FAMILIES: ReadonlySet<string> = new Set([
  'huggingface_hub',
  'openllm',
  'xinference',
])

function isBaichuan({ provider, name }: ModelRef): boolean {
  const id = provider
    .slice(provider.lastIndexOf('/') + 1)
    .toLowerCase()
    .replaceAll('-', '_')
  const isServed = SERVES_MANY_FAMILIES.has(id) && name.toLowerCase().includes('baichuan')
  return id === 'baichuan' || isServed
}
