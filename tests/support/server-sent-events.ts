export type WireEvent = Readonly<Record<string, unknown>> & {
  readonly event: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** The events of a stream as its bytes arrive: what stands behind `data: `, parsed. */
export async function* readServerSentEvents(
  stream: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<WireEvent> {
  const decoder = new TextDecoder()
  let pending = ''
  for await (const chunk of stream) {
    pending += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    const blocks = pending.split('\n\n')
    pending = blocks.pop() ?? ''
    for (const block of blocks)
      if (block.startsWith('data: ')) yield JSON.parse(block.slice(6)) as WireEvent
  }
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}
