import { parseOfflineScript } from '@weft/adapters-llm'
import type { LanguageModel } from '@weft/domain/model'
import {
  startOpenAiServer,
  type OpenAiServer,
  type OpenAiServerAnswer,
} from '../support/openai-server.js'
import { startProviderServer } from '../support/provider-server.js'
import { describeLanguageModel, type LanguageModelSubject } from './language-model.contract.js'
import { aCompletionRequest } from './support/completion-request.js'
import { aRegistry, languageModelAt, tenantId } from './support/registry.js'
import { REMOTE_SUBJECTS, remoteModel, type RemoteSubject } from './support/remote-provider.js'

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
  return served(server, await languageModelAt(server.url, { models }, 'served'))
}

const openRemote = (subject: RemoteSubject) => async (): Promise<LanguageModelSubject> => {
  const server = await startProviderServer()
  return served(server, await remoteModel(subject, server.url))
}

function served(server: OpenAiServer, model: LanguageModel): LanguageModelSubject {
  const answering = (answer: OpenAiServerAnswer) => () => {
    server.script(answer)
    return aCompletionRequest()
  }
  return {
    model,
    prepareAnswer: answering({}),
    prepareSlowAnswer: answering({ failure: { type: 'hang-mid-stream' } }),
    prepareSilence: answering({ failure: { type: 'hang-before-headers' } }),
    prepareFailure: answering({ failure: { type: 'status', status: 500 } }),
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
for (const subject of REMOTE_SUBJECTS)
  describeLanguageModel(subject.name, openRemote(subject), { waiting: true, failures: true })
