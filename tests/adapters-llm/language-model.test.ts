import { parseOfflineScript } from '@weft/adapters-llm'
import { startOpenAiServer } from '../support/openai-server.js'
import { describeLanguageModel, type LanguageModelSubject } from './language-model.contract.js'
import { aCompletionRequest } from './support/completion-request.js'
import { aRegistry, languageModelAt, tenantId } from './support/registry.js'

const nothingToClose = async (): Promise<void> => undefined
const fourWords = () =>
  aCompletionRequest({ messages: [{ role: 'user', content: 'one two three four' }] })

async function openEcho(): Promise<LanguageModelSubject> {
  const registry = aRegistry({ providers: [{ kind: 'offline' }] })
  const model = await registry.languageModel(tenantId, { provider: 'offline', name: 'echo' })
  return { model, prepareAnswer: fourWords, close: nothingToClose }
}

async function openScript(): Promise<LanguageModelSubject> {
  const script = parseOfflineScript({
    nodes: {
      answer: { text: ['one ', 'two ', 'three ', 'four'] },
      slow: { text: ['one ', { text: 'two', delayMs: 5_000 }] },
      silence: { delayMs: 5_000, text: 'late' },
      failure: { text: 'half', failure: { kind: 'server-unavailable' } },
    },
  })
  const registry = aRegistry({ providers: [{ kind: 'offline', scripts: { script } }] })
  const asking = (nodeId: string) => () => aCompletionRequest({ nodeId })
  return {
    model: await registry.languageModel(tenantId, { provider: 'offline', name: 'script' }),
    prepareAnswer: asking('answer'),
    prepareSlowAnswer: asking('slow'),
    prepareSilence: asking('silence'),
    prepareFailure: asking('failure'),
    close: nothingToClose,
  }
}

const openServed = (mode: 'chat' | 'completion') => async (): Promise<LanguageModelSubject> => {
  const server = await startOpenAiServer()
  const models = { served: { mode } }
  return {
    model: await languageModelAt(server.url, { models }, 'served'),
    prepareAnswer: () => {
      server.script({})
      return aCompletionRequest()
    },
    prepareSlowAnswer: () => {
      server.script({ failure: { type: 'hang-mid-stream' } })
      return aCompletionRequest()
    },
    prepareSilence: () => {
      server.script({ failure: { type: 'hang-before-headers' } })
      return aCompletionRequest()
    },
    prepareFailure: () => {
      server.script({ failure: { type: 'status', status: 500 } })
      return aCompletionRequest()
    },
    close: () => server.close(),
  }
}

describeLanguageModel('offline/echo', openEcho, { waiting: false, failures: false })
describeLanguageModel('offline/script', openScript, { waiting: true, failures: true })
describeLanguageModel('openai-compatible, chat', openServed('chat'), {
  waiting: true,
  failures: true,
})
describeLanguageModel('openai-compatible, completion', openServed('completion'), {
  waiting: true,
  failures: true,
})
