import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigInvalid } from '../config/load-config.js'
import { toCredentialKey, type CredentialKey, type CredentialKeyRing } from './credential-cipher.js'
import { SecretKey } from './secret-key.js'

const FILE_NAME = 'credential.keys'
const KEY_TEXT = /^[0-9a-f]{64}$/i
const PURPOSE = 'model-credentials'

export type KeyFileOptions = {
  readonly dataDir: string
  /** The installation's own secret as it was configured; absent where it is kept in the data folder. */
  readonly secretKey?: string | undefined
  /** Secrets that were configured before. */
  readonly previousSecretKeys: readonly string[]
}

/**
 * The keys of credentials. At first there is one, derived from the installation's secret. Where that secret is kept in
 * the data folder, newer keys are kept in a file beside it, newest first, readable for its owner alone; where it is
 * configured, so are newer ones. Nothing is read or written before a key is needed.
 */
export class KeyFile implements CredentialKeyRing {
  #keys: readonly CredentialKey[] | undefined

  constructor(private readonly options: KeyFileOptions) {}

  current(): CredentialKey {
    const [newest] = this.keys()
    if (!newest) throw new TypeError('There is always one key')
    return newest
  }

  /** Another process may have changed the keys meanwhile, so the file is read again for one that is unknown. */
  find(id: string): CredentialKey | undefined {
    return findKey(this.keys(), id) ?? findKey(this.reload(), id)
  }

  /** False where keys are configured: then changing them is the operator's doing. */
  get isKeptHere(): boolean {
    return this.options.secretKey === undefined
  }

  /** Makes a new key the current one. Older ones are kept, since something may still be sealed under them. */
  renew(): void {
    this.write([randomBytes(32).toString('hex'), ...this.readFile()])
  }

  /** Forgets every key of the file but the current one. */
  forgetOlder(): void {
    this.write(this.readFile().slice(0, 1))
  }

  private keys(): readonly CredentialKey[] {
    return this.#keys ?? this.reload()
  }

  private reload(): readonly CredentialKey[] {
    const { dataDir, secretKey, previousSecretKeys } = this.options
    const kept = this.isKeptHere ? this.readFile().map((text) => Buffer.from(text, 'hex')) : []
    const derived = [secretKey, ...previousSecretKeys].map((configured) =>
      SecretKey.load(dataDir, configured).derive(PURPOSE),
    )
    this.#keys = [...kept, ...derived].map(toCredentialKey)
    return this.#keys
  }

  private readFile(): readonly string[] {
    if (!existsSync(this.path)) return []
    const lines = readFileSync(this.path, 'utf8').split('\n')
    const keys = lines.map((line) => line.trim()).filter((line) => line !== '')
    if (!keys.every((key) => KEY_TEXT.test(key)))
      throw new ConfigInvalid(
        `${this.path} must hold 64 hexadecimal digits per line. Restore it from a backup.`,
      )
    return keys
  }

  /** Replaced in one step: a process that is killed leaves the old file or the new one. */
  private write(keys: readonly string[]): void {
    mkdirSync(this.options.dataDir, { recursive: true, mode: 0o700 })
    const draft = `${this.path}.${randomBytes(6).toString('hex')}`
    writeFileSync(draft, keys.map((key) => `${key}\n`).join(''), { mode: 0o600, flag: 'wx' })
    renameSync(draft, this.path)
    this.#keys = undefined
  }

  private get path(): string {
    return join(this.options.dataDir, FILE_NAME)
  }
}

function findKey(keys: readonly CredentialKey[], id: string): CredentialKey | undefined {
  return keys.find((key) => key.id === id)
}
