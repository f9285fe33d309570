import { randomBytes } from 'node:crypto'
import type { TokenGenerator } from '@weft/application/app'

/** 192 random bits in 32 URL-safe characters. */
export class RandomTokenGenerator implements TokenGenerator {
  token(): string {
    return randomBytes(24).toString('base64url')
  }
}
