import type { DeviceOperations, PythonFileSystem } from './python-module.js'

const TOO_LARGE = 22
const DEVICE_MAJOR = 70

/** Collects what is written to a device, and hands it over when the device is closed. */
export function addWriteDevice(
  files: PythonFileSystem,
  path: string,
  device: {
    readonly minor: number
    readonly maxBytes: number
    readonly onTooLarge: () => void
    readonly onClose: (text: string) => void
  },
): void {
  const chunks: Uint8Array[] = []
  let bytes = 0
  add(files, path, device.minor, {
    open: unseekable,
    read: () => 0,
    write: (_stream, buffer, offset, length) => {
      bytes += length
      if (bytes > device.maxBytes) device.onTooLarge()
      chunks.push(copyOf(buffer, offset, length))
      return length
    },
    close: () => {
      device.onClose(Buffer.concat(chunks).toString('utf8'))
    },
  })
}

/** A device that takes one message, and gives its answer to whoever reads it then. Each opening starts anew. */
export function addExchangeDevice(
  files: PythonFileSystem,
  path: string,
  device: {
    readonly minor: number
    readonly maxBytes: number
    readonly exchange: (message: Buffer) => Uint8Array
  },
): void {
  let chunks: Uint8Array[] = []
  let bytes = 0
  let answer: Uint8Array | undefined
  const reset = () => {
    chunks = []
    bytes = 0
    answer = undefined
  }
  add(files, path, device.minor, {
    open: (stream) => {
      unseekable(stream)
      reset()
    },
    read: (_stream, buffer, offset, length) => {
      answer ??= device.exchange(Buffer.concat(chunks))
      const part = answer.subarray(0, length)
      new Uint8Array(buffer.buffer).set(part, buffer.byteOffset + offset)
      answer = answer.subarray(part.length)
      return part.length
    },
    write: (_stream, buffer, offset, length) => {
      bytes += length
      if (bytes > device.maxBytes) throw new files.ErrnoError(TOO_LARGE)
      chunks.push(copyOf(buffer, offset, length))
      return length
    },
    close: reset,
  })
}

function add(
  files: PythonFileSystem,
  path: string,
  minor: number,
  operations: DeviceOperations,
): void {
  const device = files.makedev(DEVICE_MAJOR, minor)
  files.registerDevice(device, operations)
  files.mkdev(path, 0o666, device)
}

function unseekable(stream: { seekable: boolean }): void {
  stream.seekable = false
}

function copyOf(buffer: Int8Array, offset: number, length: number): Uint8Array {
  return new Uint8Array(buffer.buffer.slice(offset, offset + length))
}
