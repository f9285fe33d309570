/** The address without a slash at its end; `path` is added where it names a host only. */
export function toBaseUrl(address: string, path = ''): string {
  const trimmed = address.trim().replace(/\/+$/, '')
  return new URL(trimmed).pathname === '/' ? `${trimmed}${path}` : trimmed
}
