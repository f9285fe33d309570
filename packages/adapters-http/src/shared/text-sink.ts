import type { ServerResponse } from 'node:http'

/** Where a stream's text goes. */
export interface TextSink {
  /** True once nobody reads any more. Writing then does nothing. */
  readonly isClosed: boolean
  /** Resolves when there is room for more, or nobody reads any more. */
  write(text: string): Promise<void>
  /** Writes unless earlier text is still waiting. */
  writeIfIdle(text: string): void
  end(): void
}

/** The response of a Node server, its headers set. They leave with the first text, or alone if none is there yet. */
export class NodeResponseSink implements TextSink {
  private readonly flush: NodeJS.Immediate

  constructor(
    private readonly outgoing: ServerResponse,
    private readonly stallTimeoutMs: number,
  ) {
    this.flush = setImmediate(() => {
      if (!outgoing.destroyed) outgoing.flushHeaders()
    })
  }

  get isClosed(): boolean {
    return this.outgoing.destroyed || this.outgoing.writableEnded
  }

  async write(text: string): Promise<void> {
    if (this.isClosed || text === '') return
    clearImmediate(this.flush)
    if (!this.outgoing.write(text)) await this.drained()
  }

  writeIfIdle(text: string): void {
    if (!this.isClosed && !this.outgoing.writableNeedDrain) this.outgoing.write(text)
  }

  end(): void {
    clearImmediate(this.flush)
    if (!this.isClosed) this.outgoing.end()
  }

  /** Waits for the client to read on, and cuts it off when it does not. */
  private drained(): Promise<void> {
    const { outgoing } = this
    return new Promise((resolve) => {
      const cut = setTimeout(() => outgoing.destroy(), this.stallTimeoutMs)
      const done = () => {
        clearTimeout(cut)
        outgoing.off('drain', done)
        outgoing.off('close', done)
        resolve()
      }
      outgoing.on('drain', done)
      outgoing.on('close', done)
      // It may have gone before anybody listened.
      if (outgoing.destroyed) done()
    })
  }
}

/** A web stream, for callers in the same process. */
export class WebStreamSink implements TextSink {
  readonly readable: ReadableStream<Uint8Array>
  private readonly encoder = new TextEncoder()
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined
  private wake: () => void = () => undefined
  #isClosed = false

  constructor(onCancel: () => void) {
    this.readable = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.controller = controller
      },
      pull: () => {
        this.wake()
      },
      cancel: () => {
        this.#isClosed = true
        onCancel()
        this.wake()
      },
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  async write(text: string): Promise<void> {
    if (this.#isClosed || text === '') return
    this.controller?.enqueue(this.encoder.encode(text))
    if (!this.hasRoom)
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
  }

  writeIfIdle(text: string): void {
    if (!this.#isClosed && this.hasRoom) this.controller?.enqueue(this.encoder.encode(text))
  }

  end(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.controller?.close()
  }

  fail(error: unknown): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.controller?.error(error)
  }

  private get hasRoom(): boolean {
    return (this.controller?.desiredSize ?? 0) > 0
  }
}
