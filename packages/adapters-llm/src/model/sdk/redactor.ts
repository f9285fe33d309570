import type { Secret } from '@weft/domain/kernel'

export type Redact = (text: string) => string

/** Blanks out every given secret in a text, plain or encoded for addresses, headers or JSON. */
export function createRedactor(secrets: readonly Secret[]): Redact {
  const forms = new Set(secrets.flatMap((secret) => writtenForms(secret.reveal())))
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((safe, form) => safe.replaceAll(form, '[secret]'), text)
}

function writtenForms(secret: string): readonly string[] {
  if (secret.trim() === '') return []
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify(secret).slice(1, -1),
  ]
}
