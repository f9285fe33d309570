import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const packages = fileURLToPath(new URL('../../packages/', import.meta.url))

/** Every source file of every package with what it says. */
const sources = readdirSync(packages).flatMap((name) =>
  readdirSync(join(packages, name, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path: relative(packages, path), text: readFileSync(path, 'utf8') }
    }),
)

const filesWith = (pattern: RegExp): readonly string[] =>
  sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path)

const outside = (paths: readonly string[], homes: readonly RegExp[]): readonly string[] =>
  paths.filter((path) => !homes.some((home) => home.test(path)))

describe('the sources', () => {
  it('are all looked at', () => {
    expect(sources.length).toBeGreaterThan(300)
  })

  it('T-D3 open sockets in the egress client alone', () => {
    const opening = filesWith(
      /^import (?!type)[^\n]*from '(undici|(node:)?(net|tls|dgram|http2))'|\bhttps?\.(request|get)\(/m,
    )
    expect(outside(opening, [/^adapters-egress\//])).toEqual([])
    const listening = filesWith(/^import (?!type)[^\n]*from '(node:)?https?'/m)
    // Servers: the Service API, and the loopback servers that `weft test` runs cases against.
    expect(outside(listening, [/^adapters-http\//, /^server\/src\/trial\//])).toEqual([])
  })

  it('T-A4 T-B8 turn no text into code outside the sandbox', () => {
    const generating = filesWith(
      /\bnew Function\b|\beval\(|from '(node:)?vm'|runIn(New|This)?Context/,
    )
    expect(outside(generating, [/^sandbox\//])).toEqual([])
  })

  it('T-C1 start processes only for the compiler the operator named', () => {
    const starting = filesWith(/from '(node:)?(child_process|cluster)'/)
    expect(outside(starting, [/^sandbox\/src\/.*\/go\//])).toEqual([])
  })

  it('T-F3 take randomness for secrets from the system alone', () => {
    const guessing = filesWith(/Math\.random\(/)
    // Jinja's own `random` filter, and the jitter of retries.
    expect(outside(guessing, [/template-filters/, /resilience/])).toEqual([])
  })

  it('read the environment in the composition root alone', () => {
    expect(outside(filesWith(/process\.env\b/), [/^server\//])).toEqual([])
  })
})
