const WAYS_OUT = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Worker']
/** Unpacks into memory that no limit sees; libraries have their own way, which uses buffers. */
const UNLIMITED = ['DecompressionStream']

/**
 * Takes from this thread what reading a document never needs: the network, and buffers beyond any sense, which the limit on
 * the heap does not see. Libraries are loaded afterwards.
 */
export function confineThread(maxBufferBytes: number): void {
  for (const name of [...WAYS_OUT, ...UNLIMITED]) Reflect.deleteProperty(globalThis, name)
  limitBuffers(maxBufferBytes)
}

/** A stream that unpacks without end asks for ever larger buffers; at some size it is refused. */
function limitBuffers(maxBytes: number): void {
  globalThis.Uint8Array = new Proxy(Uint8Array, {
    construct(target, args: unknown[], newTarget) {
      const [length] = args
      if (typeof length === 'number' && length > maxBytes)
        throw new RangeError(`A buffer of ${length} bytes is too large.`)
      return Reflect.construct(target, args, newTarget) as object
    },
  })
}
