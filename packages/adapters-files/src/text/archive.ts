import { unzipSync, type UnzipFileInfo } from 'fflate'
import type { ExtractionLimits } from './extraction-limits.js'
import { ExtractionProblem } from './extraction-problem.js'

type Limits = Pick<ExtractionLimits, 'maxParts' | 'maxUnpackedBytes'>

/**
 * The parts of a packed document, unpacked one by one when they are asked for. All together may not be larger than the limit,
 * and none becomes larger than it said: the list of parts is read first, and nothing is written anywhere.
 */
export class Archive {
  private left: number

  private constructor(
    private readonly bytes: Uint8Array,
    private readonly sizes: ReadonlyMap<string, number>,
    private readonly maxBytes: number,
  ) {
    this.left = maxBytes
  }

  /** @throws ExtractionProblem when there are too many parts, or they say that they are too large. */
  static open(bytes: Uint8Array, limits: Limits): Archive {
    const sizes = new Map<string, number>()
    let total = 0
    unpack(bytes, ({ name, originalSize }) => {
      total += originalSize
      if (sizes.size >= limits.maxParts)
        throw new ExtractionProblem(`it has more than ${limits.maxParts} parts`)
      if (total > limits.maxUnpackedBytes) throw tooLarge(limits.maxUnpackedBytes)
      sizes.set(name, originalSize)
      return false
    })
    return new Archive(bytes, sizes, limits.maxUnpackedBytes)
  }

  get names(): readonly string[] {
    return [...this.sizes.keys()]
  }

  has(name: string): boolean {
    return this.sizes.has(name)
  }

  /** Nothing when there is no such part. @throws ExtractionProblem when too much has been unpacked. */
  read(name: string): Uint8Array | undefined {
    const size = this.sizes.get(name)
    if (size === undefined) return undefined
    this.left -= size
    if (this.left < 0) throw tooLarge(this.maxBytes)
    let isFound = false
    const parts = unpack(this.bytes, (part) => {
      if (isFound || part.name !== name) return false
      isFound = true
      return true
    })
    return parts.get(name)
  }

  /** @throws ExtractionProblem when there is no such part. */
  require(name: string): Uint8Array {
    const part = this.read(name)
    if (!part) throw new ExtractionProblem(`it has no part ${name}`)
    return part
  }
}

function unpack(
  bytes: Uint8Array,
  filter: (part: UnzipFileInfo) => boolean,
): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(unzipSync(bytes, { filter })))
}

function tooLarge(bytes: number): ExtractionProblem {
  return new ExtractionProblem(`it unpacks to more than ${bytes} bytes`)
}
