import { randomBytes } from 'node:crypto'
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret, TenantId } from '@weft/domain/kernel'
import { CredentialUnreadable } from '@weft/domain/model'
import { AesCredentialCipher, KeyFile, toCredentialKey } from '@weft/server'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/weft-process.js'

const mine = TenantId.parse('00000000-0000-7000-8000-000000000001')
const theirs = TenantId.parse('00000000-0000-7000-8000-000000000009')
const SECRET = 'ab'.repeat(32)

function aCipher(...keys: readonly Buffer[]) {
  const ring = keys.map(toCredentialKey)
  return new AesCredentialCipher({
    current: () => ring[0]!,
    find: (id) => ring.find((key) => key.id === id),
  })
}

describe('AesCredentialCipher', () => {
  const key = randomBytes(32)
  const cipher = aCipher(key)

  it('opens what it sealed, whatever it is, and never seals twice alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = cipher.seal(mine, Secret.of(text))
        expect(cipher.open(mine, sealed).reveal()).toBe(text)
        expect(cipher.seal(mine, Secret.of(text))).not.toBe(sealed)
      }),
    )
  })

  it('shows nothing of the text or the key', () => {
    const sealed = cipher.seal(mine, Secret.of('sk-planted-secret'))
    expect(sealed).toMatch(/^v1\.[0-9a-f]{12}\.[\w-]+\.[\w-]+$/)
    expect(Buffer.from(sealed.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain(
      'planted',
    )
    expect(key.toString('hex')).not.toContain(sealed.split('.')[1])
  })

  it('opens nothing of another workspace, nor anything changed, cut or made up', () => {
    const sealed = cipher.seal(mine, Secret.of('text'))
    expect(() => cipher.open(theirs, sealed)).toThrow(CredentialUnreadable)
    for (let i = 0; i < sealed.length; i++) {
      const changed = `${sealed.slice(0, i)}${sealed[i] === 'A' ? 'Q' : 'A'}${sealed.slice(i + 1)}`
      expect(() => cipher.open(mine, changed)).toThrow(CredentialUnreadable)
      expect(() => cipher.open(mine, sealed.slice(0, i))).toThrow(CredentialUnreadable)
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => cipher.open(mine, text)).toThrow(CredentialUnreadable)
      }),
    )
  })

  it('opens what an older key sealed, and says that it is not current', () => {
    const sealed = cipher.seal(mine, Secret.of('text'))
    const renewed = aCipher(randomBytes(32), key)
    expect(renewed.open(mine, sealed).reveal()).toBe('text')
    expect([cipher.isCurrent(sealed), renewed.isCurrent(sealed)]).toEqual([true, false])
    expect(() => aCipher(randomBytes(32)).open(mine, sealed)).toThrow(CredentialUnreadable)
  })
})

describe('KeyFile', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => folder.remove())

  const open = (secretKey?: string, previousSecretKeys: readonly string[] = []) =>
    new KeyFile({ dataDir: folder.path, secretKey, previousSecretKeys })
  const file = () => join(folder.path, 'credential.keys')

  it('reads and writes nothing before a key is needed', async () => {
    open()
    await expect(stat(join(folder.path, 'secret.key'))).rejects.toThrow()
  })

  it('gives the same key again after a restart, for its owner alone', async () => {
    const first = open().current()
    expect(open().current()).toEqual(first)
    expect((await stat(join(folder.path, 'secret.key'))).mode & 0o777).toBe(0o600)
  })

  it('keeps older keys until they are forgotten', async () => {
    const keys = open()
    const first = keys.current()
    keys.renew()
    const second = keys.current()
    expect(second.id).not.toBe(first.id)
    keys.renew()
    expect([keys.find(first.id), keys.find(second.id)]).toEqual([first, second])
    keys.forgetOlder()
    expect(keys.find(second.id)).toBeUndefined()
    expect((await stat(file())).mode & 0o777).toBe(0o600)
  })

  it('notices a key that another process has made', () => {
    const [one, other] = [open(), open()]
    one.current()
    other.renew()
    expect(one.find(other.current().id)).toEqual(other.current())
  })

  it('derives configured keys, and writes no file then', async () => {
    const keys = open(SECRET, ['cd'.repeat(32)])
    expect(keys.isKeptHere).toBe(false)
    expect(keys.find(open('cd'.repeat(32)).current().id)).toBeDefined()
    await expect(stat(join(folder.path, 'secret.key'))).rejects.toThrow()
  })

  it('refuses a damaged file and leaves it alone', async () => {
    await writeFile(file(), 'not a key\n')
    await chmod(file(), 0o600)
    expect(() => open().current()).toThrow(/64 hexadecimal digits per line/)
    expect(await readFile(file(), 'utf8')).toBe('not a key\n')
  })
})
