import { createHash } from 'node:crypto'
import type { KeyHasher } from '@weft/application/app'

/** SHA-256: keys are long and random, so a slow hash would protect nothing and cost every request. */
export class Sha256KeyHasher implements KeyHasher {
  hash(key: string): string {
    return createHash('sha256').update(key).digest('hex')
  }
}
