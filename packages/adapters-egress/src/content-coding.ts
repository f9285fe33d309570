import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { EgressRequest, EgressResponse } from '@weft/domain/kernel'

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** More layers than this is somebody's joke. */
const MAX_CODINGS = 3

/** The request's headers, and what every request says of itself where they do not. */
export function withDefaults({
  headers,
  acceptsCompressed,
}: EgressRequest): EgressRequest['headers'] {
  const named = new Set(headers.map(([name]) => name.toLowerCase()))
  const defaults: EgressRequest['headers'] = [
    ['accept', '*/*'],
    ['accept-encoding', acceptsCompressed === true ? 'gzip, deflate, br' : 'identity'],
    ['user-agent', 'weft'],
  ]
  return [...headers, ...defaults.filter(([name]) => !named.has(name))]
}

/** The body without its codings (RFC 9110, section 8.4); as it comes where one of them is not known. */
export function decodeBody(body: Readable, headers: EgressResponse['headers']): Readable {
  const codings = (headers['content-encoding'] ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
  const decoders = codings.flatMap((coding) =>
    Object.hasOwn(DECODERS, coding) ? (DECODERS[coding] ?? []) : [],
  )
  if (decoders.length !== codings.length || codings.length > MAX_CODINGS) return body
  return decoders.reduceRight<Readable>((stream, decoder) => through(stream, decoder()), body)
}

/** A failure on either side ends both; whoever reads the result sees it. */
function through(source: Readable, transform: Transform): Readable {
  pipeline(source, transform, ignore)
  return transform
}

function ignore(): void {
  // The reader of the result has seen the error.
}
