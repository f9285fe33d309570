import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '@weft/domain/kernel'
import { ConfigInvalid } from '../config/load-config.js'

const FILE_NAME = 'secret.key'
const KEY_TEXT = /^[0-9a-f]{64}$/i
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The installation's own secret, from which every other generated secret is derived. */
export class SecretKey {
  private constructor(private readonly key: Buffer) {}

  /**
   * The key given by configuration, else the one in the data folder, else a new one written there for its owner alone.
   *
   * @throws ConfigInvalid when the file does not hold a key.
   */
  static load(dataDir: string, configured: string | undefined): SecretKey {
    return new SecretKey(Buffer.from(configured ?? readOrCreate(dataDir), 'hex'))
  }

  /** 32 bytes for one purpose: equal purposes give equal bytes, and no purpose tells anything about another. */
  derive(purpose: string): Buffer {
    return createHmac('sha256', this.key).update(purpose).digest()
  }

  /** The API key this installation shows its operator for an app: `app-` and 24 letters and digits. */
  appApiKey(appId: string): Secret {
    const bytes = this.derive(`api-key:${appId}`)
    let text = ''
    for (const byte of bytes.subarray(0, 24)) text += ALPHABET[byte % ALPHABET.length] ?? ''
    return Secret.of(`app-${text}`)
  }
}

function readOrCreate(dataDir: string): string {
  const path = join(dataDir, FILE_NAME)
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8').trim()
    if (!KEY_TEXT.test(text))
      throw new ConfigInvalid(`${path} must hold 64 hexadecimal digits. Restore it from a backup.`)
    return text
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const text = randomBytes(32).toString('hex')
  writeFileSync(path, `${text}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(path, 0o600)
  return text
}
