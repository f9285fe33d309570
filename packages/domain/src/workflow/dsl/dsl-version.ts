/** The version of the DSL this program reads and writes. */
export const CURRENT_DSL_VERSION = '0.6.0'

/** What a document without a version is taken for. */
export const UNDATED_DSL_VERSION = '0.1.0'

/**
 * How far a document of another version may be imported: `pending` waits for somebody's consent, `failed` says that
 * the text is not a version.
 */
export type DslVersionAssessment = 'completed' | 'completed-with-warnings' | 'pending' | 'failed'

/** Compares a document's version with the current one. Anything newer, and any other major version, needs consent. */
export function assessDslVersion(
  version: string,
  current: string = CURRENT_DSL_VERSION,
): DslVersionAssessment {
  const imported = parseVersion(version)
  const own = parseVersion(current)
  if (imported === undefined || own === undefined) return 'failed'
  if (compare(imported, own) > 0 || imported.release[0] !== own.release[0]) return 'pending'
  return (imported.release[1] ?? 0) < (own.release[1] ?? 0)
    ? 'completed-with-warnings'
    : 'completed'
}

type Version = {
  readonly release: readonly number[]
  /** -1 for a version before the release (`0.6.0rc1`), 1 for one after it, 0 for the release itself. */
  readonly stage: number
}

const VERSION =
  /^v?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview|dev|post|rev|r)[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/

function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text.trim().toLowerCase())
  if (match === null) return undefined
  const suffix = match[2]
  const isLater = suffix === 'post' || suffix === 'rev' || suffix === 'r'
  return {
    release: (match[1] ?? '').split('.').map(Number),
    stage: suffix === undefined ? 0 : isLater ? 1 : -1,
  }
}

function compare(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.release.length, b.release.length); i++) {
    const difference = (a.release[i] ?? 0) - (b.release[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.stage - b.stage
}
