/** The version of the DSL this program reads and writes. */
export const CURRENT_DSL_VERSION = '0.6.0'

/** What a document without a version is taken for. */
export const UNDATED_DSL_VERSION = '0.1.0'

/**
 * How far a document of another version may be imported: `pending` waits for somebody's consent, `failed` says that
 * the text is not a version.
 */
export type DslVersionAssessment = 'completed' | 'completed-with-warnings' | 'pending' | 'failed'

/**
 * Compares a document's version with the current one. A newer minor and any other major version need consent; patch
 * releases of one minor version read each other's documents.
 */
export function assessDslVersion(
  version: string,
  current: string = CURRENT_DSL_VERSION,
): DslVersionAssessment {
  const imported = parseVersion(version)
  const own = parseVersion(current)
  if (imported === undefined || own === undefined) return 'failed'
  const [major = 0, minor = 0] = imported.release
  const [ownMajor = 0, ownMinor = 0] = own.release
  if (major !== ownMajor || minor > ownMinor) return 'pending'
  return minor < ownMinor ? 'completed-with-warnings' : 'completed'
}

type Version = { readonly release: readonly number[] }

const VERSION =
  /^v?(\d+(?:\.\d+)*)(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview|dev|post|rev|r)[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/

function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text.trim().toLowerCase())
  return match === null ? undefined : { release: (match[1] ?? '').split('.').map(Number) }
}
