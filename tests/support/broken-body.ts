import type { ServerResponse } from 'node:http'
import type { OpenAiServerAnswer } from './openai-server.js'

/** Gives the answers that fail within a single body; true when it did. `body` is what a whole answer would be like. */
export function answerBrokenBody(
  response: ServerResponse,
  { failure }: OpenAiServerAnswer,
  { contentType = 'application/json', body = '{"data": [{"embedding": [0.1, 0.' } = {},
): boolean {
  switch (failure?.type) {
    case 'hang-mid-stream':
      response.writeHead(200, { 'content-type': contentType }).write(body)
      return true
    case 'cut-mid-stream':
      response.writeHead(200, { 'content-type': contentType }).write(body)
      // What was written must be on its way first, otherwise the client sees a cut before the headers.
      setTimeout(() => response.socket?.destroy(), 20)
      return true
    case 'malformed-chunk':
      response.writeHead(200, { 'content-type': contentType }).end(body)
      return true
    case 'empty-choices':
      response.writeHead(200, { 'content-type': contentType }).end('{}')
      return true
    default:
      return false
  }
}
