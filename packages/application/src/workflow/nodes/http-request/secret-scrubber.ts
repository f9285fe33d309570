import { obfuscate } from '@weft/domain/kernel'
import type { Segment, Selector, VariableReader } from '@weft/domain/workflow'
import { encodeFields } from './request-body.js'
import { toBase64 } from './request-headers.js'

/** Passes variables on and remembers which secrets were among them, so that they can be taken out of what others say. */
export class SecretScrubber implements VariableReader {
  readonly #secrets = new Set<string>()

  constructor(private readonly variables: VariableReader) {}

  get(selector: Selector): Segment | undefined {
    const segment = this.variables.get(selector)
    if (segment?.type === 'secret' && typeof segment.value === 'string') this.add(segment.value)
    return segment
  }

  /** Counts a text among the secrets. */
  add(secret: string): void {
    if (secret !== '') this.#secrets.add(secret)
  }

  has(text: string): boolean {
    return [...this.#secrets].some((secret) =>
      spellings(secret).some((each) => text.includes(each)),
    )
  }

  /** The text with every secret masked, also where it is encoded as addresses and headers do. */
  scrub(text: string): string {
    let scrubbed = text
    for (const secret of [...this.#secrets].sort((one, other) => other.length - one.length))
      for (const spelling of spellings(secret))
        scrubbed = scrubbed.replaceAll(spelling, obfuscate(secret))
    return scrubbed
  }
}

/** The secret as it stands and as addresses, forms and headers encode it. */
function spellings(secret: string): readonly string[] {
  const form = encodeFields([['', secret]]).slice(1)
  const address = form.replaceAll('+', '%20')
  return [...new Set([secret, form, address, encodeAddress(secret), toBase64(secret)])]
}

function encodeAddress(secret: string): string {
  try {
    return encodeURI(secret)
  } catch {
    return secret
  }
}
