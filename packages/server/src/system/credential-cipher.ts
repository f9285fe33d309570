import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { Secret, type TenantId } from '@weft/domain/kernel'
import { CredentialUnreadable, type CredentialCipher } from '@weft/domain/model'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const VERSION = 'v1'

/** A key of 32 bytes and the name that sealed texts know it by. */
export type CredentialKey = { readonly id: string; readonly bytes: Buffer }

/** The keys that may be needed. */
export interface CredentialKeyRing {
  /** What new texts are sealed under. */
  current(): CredentialKey
  find(id: string): CredentialKey | undefined
}

/** The name tells nothing about the key. */
export function toCredentialKey(bytes: Buffer): CredentialKey {
  const id = createHash('sha256').update('weft credential key ').update(bytes).digest('hex')
  return { id: id.slice(0, 12), bytes }
}

/**
 * AES-256-GCM, bound to the workspace: a sealed text that was changed, or moved to another workspace, does not open.
 * Sealed texts read `v1.<key>.<nonce>.<text and tag>`.
 */
export class AesCredentialCipher implements CredentialCipher {
  constructor(private readonly ring: CredentialKeyRing) {}

  seal(tenantId: TenantId, text: Secret): string {
    const { id, bytes } = this.ring.current()
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv(ALGORITHM, bytes, nonce, { authTagLength: TAG_BYTES })
    cipher.setAAD(boundTo(tenantId))
    const sealed = [cipher.update(text.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()]
    return [VERSION, id, toText(nonce), toText(Buffer.concat(sealed))].join('.')
  }

  open(tenantId: TenantId, sealed: string): Secret {
    const [version, id = '', nonce = '', text = ''] = sealed.split('.')
    const key = version === VERSION ? this.ring.find(id) : undefined
    if (!key) throw new CredentialUnreadable()
    try {
      return Secret.of(decipher(key, boundTo(tenantId), fromText(nonce), fromText(text)))
    } catch (error) {
      throw new CredentialUnreadable({ cause: error })
    }
  }

  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${VERSION}.${this.ring.current().id}.`)
  }
}

function decipher({ bytes }: CredentialKey, bound: Buffer, nonce: Buffer, text: Buffer): string {
  const opener = createDecipheriv(ALGORITHM, bytes, nonce, { authTagLength: TAG_BYTES })
  opener.setAAD(bound)
  opener.setAuthTag(text.subarray(-TAG_BYTES))
  const opened = [opener.update(text.subarray(0, -TAG_BYTES)), opener.final()]
  return Buffer.concat(opened).toString('utf8')
}

function boundTo(tenantId: TenantId): Buffer {
  return Buffer.from(`weft model credential ${tenantId}`)
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64url')
}

function fromText(text: string): Buffer {
  return Buffer.from(text, 'base64url')
}
