import type { ServerResponse } from 'node:http'
import { anthropicWire } from './anthropic-wire.js'
import { answerBrokenBody } from './broken-body.js'
import { bedrockWire } from './bedrock-wire.js'
import { cohereWire } from './cohere-wire.js'
import { googleWire } from './google-wire.js'
import {
  startOpenAiServer,
  type OpenAiServer,
  type OpenAiServerAnswer,
  type ServerRoute,
} from './openai-server.js'
import { answerWire, type Wire } from './provider-wire.js'
import { responsesWire } from './responses-wire.js'

type Body = Readonly<Record<string, unknown>>
type Given = {
  readonly response: ServerResponse
  readonly body: Body
  readonly answer: OpenAiServerAnswer
}

/** Sound that is recognised when it comes back. */
export const SOUND = Buffer.from('ID3-sound-'.repeat(400))
export const MODEL_NAMES = ['small', 'large'] as const

/** Speaks the protocols of all providers, told apart by the path: `server.url` less its `/v1` is where each begins. */
export function startProviderServer(): Promise<OpenAiServer> {
  return startOpenAiServer(route)
}

const STREAMS: readonly (readonly [RegExp, Wire])[] = [
  [/\/responses(\?|$)/, responsesWire],
  [/\/messages$/, anthropicWire],
  [/:streamGenerateContent/, googleWire],
  [/\/converse-stream$/, bedrockWire],
  [/\/v2\/chat$/, cohereWire],
]

const SINGLE_ANSWERS: readonly (readonly [RegExp, (given: Given) => void])[] = [
  [/\/moderations$/, answerModerations],
  [/\/rerank$/, answerRerank],
  [/\/v2\/embed$/, answerCohereEmbeddings],
  [/:(batchE|e)mbedContents?$/, answerGoogleEmbeddings],
  [/\/model\/[^/]+\/invoke$/, answerBedrockEmbedding],
  [
    /\/audio\/transcriptions/,
    ({ response }) => {
      answerJson(response, { text: 'What was said.' })
    },
  ],
  [/\/audio\/speech/, answerSpeech],
  [/\/models(\?|$)/, answerModels],
]

const route: ServerRoute = (path, response, answer, body) => {
  const stream = STREAMS.find(([pattern]) => pattern.test(path))
  if (stream) {
    void answerWire(response, stream[1], answer)
    return true
  }
  const single = SINGLE_ANSWERS.find(([pattern]) => pattern.test(path))
  if (!single) return false
  const [, answerWhole] = single
  if (answerWhole === answerSpeech || !answerBrokenBody(response, answer))
    answerWhole({ response, body, answer })
  return true
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Flags every text that holds the word `violence`. */
function answerModerations({ response, body }: Given): void {
  const texts = body['input'] as readonly string[]
  const results = texts.map((text) => ({
    flagged: text.includes('violence'),
    categories: { violence: text.includes('violence'), harassment: false },
  }))
  answerJson(response, { id: 'm', results })
}

/** Longer texts first, in the order they were sent: sorting is for the client. Speaks Cohere, Jina and Bedrock. */
function answerRerank({ response, body }: Given): void {
  if ('sources' in body) {
    const sources = body['sources'] as readonly {
      inlineDocumentSource: { textDocument: { text: string } }
    }[]
    const results = sources.map(({ inlineDocumentSource: { textDocument } }, index) => ({
      index,
      relevanceScore: textDocument.text.length / 100,
    }))
    answerJson(response, { results })
    return
  }
  const documents = body['documents'] as readonly string[]
  const results = documents.map((text, index) => ({ index, relevance_score: text.length / 100 }))
  answerJson(response, { results, usage: { total_tokens: 42 } })
}

const vectorOf = (text: string, length: number): readonly number[] =>
  Array.from({ length }, (_, at) => text.length + at)

function answerCohereEmbeddings({ response, body, answer: { dimensions = 8 } }: Given): void {
  const texts = body['texts'] as readonly string[]
  answerJson(response, {
    embeddings: { float: texts.map((text) => vectorOf(text, dimensions)) },
    meta: { billed_units: { input_tokens: 11 } },
  })
}

type GoogleContent = { readonly content: { readonly parts: readonly { readonly text: string }[] } }

function answerGoogleEmbeddings({ response, body, answer: { dimensions = 8 } }: Given): void {
  const valuesOf = ({ content }: GoogleContent) => ({
    values: vectorOf(content.parts[0]?.text ?? '', dimensions),
  })
  if ('requests' in body)
    answerJson(response, { embeddings: (body['requests'] as GoogleContent[]).map(valuesOf) })
  else
    answerJson(response, {
      embedding: valuesOf({ content: body['content'] as GoogleContent['content'] }),
    })
}

function answerBedrockEmbedding({ response, body, answer: { dimensions = 8 } }: Given): void {
  const text = body['inputText'] as string
  answerJson(response, { embedding: vectorOf(text, dimensions), inputTextTokenCount: 11 })
}

/** In two pieces. */
function answerSpeech({ response, answer }: Given): void {
  const half = { contentType: 'audio/mpeg', body: SOUND.subarray(0, 1_000).toString('latin1') }
  if (answerBrokenBody(response, answer, half)) return
  response.writeHead(200, { 'content-type': 'audio/mpeg' })
  response.write(SOUND.subarray(0, 1_000))
  setTimeout(() => response.end(SOUND.subarray(1_000)), 20)
}

function answerModels({ response }: Given): void {
  answerJson(response, {
    data: MODEL_NAMES.map((id) => ({ id })),
    models: MODEL_NAMES.map((name) => ({ name })),
  })
}
