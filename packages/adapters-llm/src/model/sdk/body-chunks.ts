/** The body of an answer, piece by piece; nothing when there is none. */
export async function* bodyChunks(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  const body: ReadableStream<Uint8Array> | null = response.body
  if (!body) return
  const reader = body.getReader()
  let isRead = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isRead = done
      if (done) return
      if (value.length > 0) yield value
    }
  } finally {
    // Whoever leaves early lets the connection go.
    if (!isRead) await reader.cancel().catch(() => undefined)
  }
}
