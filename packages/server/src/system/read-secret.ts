import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean }

/** Reads standard input to its end; from a person, one line that is not shown while it is typed. */
export async function readSecret(
  input: Input,
  prompt: NodeJS.WritableStream,
  what: string,
): Promise<string> {
  if (!input.isTTY) return text(input)
  prompt.write(`${what} (not shown): `)
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done()
    },
  })
  const lines = createInterface({ input, output: silent, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    prompt.write('\n')
  }
}
