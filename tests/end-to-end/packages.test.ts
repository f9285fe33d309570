import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))

type Manifest = {
  readonly name: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** A stranger's folder: the packed packages installed beside the programs of examples/embed, and nothing of this repository. */
describe('the packed packages in a program of a stranger', () => {
  let folder: string
  let manifests: readonly Manifest[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weft-packed-'))
    const names = await readdir(join(root, 'packages'))
    manifests = await Promise.all(names.map(readManifest))
    const tarballs = join(folder, 'tarballs')
    await mkdir(tarballs)
    await run(
      'npm',
      [
        'pack',
        '--silent',
        '--pack-destination',
        tarballs,
        ...names.map((name) => `./packages/${name}`),
      ],
      { cwd: root },
    )
    await cp(join(root, 'examples/embed'), folder, { recursive: true })
    const files = await readdir(tarballs)
    const dependencies = Object.fromEntries(
      manifests.map(({ name }) => [name, `file:tarballs/${tarballOf(name, files)}`]),
    )
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as object
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ ...manifest, dependencies: { ...dependencies, 'fast-check': '4.10.2' } }),
    )
    await run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'],
      {
        cwd: folder,
      },
    )
  }, 180_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const program = async (name: string): Promise<string> =>
    (await run(process.execPath, [name], { cwd: folder })).stdout

  it('runs a document with ports of its own', async () => {
    expect(await program('run-document.mjs')).toBe(
      'Start: done\nShout: done\nGreet: done\nEnd: done\nHello ADA!\n',
    )
  })

  it('brings a node kind of its own', async () => {
    expect(await program('custom-node.mjs')).toBe('tfew\n')
  })

  it('tests a rule of its own with the exported arbitraries', async () => {
    expect(await program('property-test.mjs')).toBe('The rule holds.\n')
  })

  it('imports every entry of every package', async () => {
    const entries = manifests.flatMap(({ name, exports }) =>
      Object.keys(exports).map((entry) => name + entry.slice(1)),
    )
    expect(entries.length).toBeGreaterThan(15)
    await writeFile(
      join(folder, 'import-all.mjs'),
      `${entries.map((entry) => `await import(${JSON.stringify(entry)})`).join('\n')}\nconsole.log('imported')\nprocess.exit(0)\n`,
    )
    expect(await program('import-all.mjs')).toBe('imported\n')
  })

  it('runs an app with the packed command line', async () => {
    const app = join(root, 'examples/apps/hello-chat.yml')
    const { stdout } = await run('npx', ['--no', 'weft', 'run', app, '--query', 'Hello you'], {
      cwd: folder,
    })
    expect(stdout).toBe('Hello you\n')
  })

  it('carries the example apps along', async () => {
    const files = await readdir(join(folder, 'node_modules/@weft/server/examples'))
    expect(files).toContain('hello-chat.yml')
  })

  it('has a README and a licence in every package', async () => {
    for (const { name } of manifests) {
      const files = await readdir(join(folder, 'node_modules', name))
      expect(files, name).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']))
    }
  })
})

async function readManifest(name: string): Promise<Manifest> {
  return JSON.parse(
    await readFile(join(root, 'packages', name, 'package.json'), 'utf8'),
  ) as Manifest
}

function tarballOf(name: string, files: readonly string[]): string {
  const prefix = `${name.replace('@', '').replace('/', '-')}-`
  const file = files.find(
    (candidate) => candidate.startsWith(prefix) && /^\d/.test(candidate.slice(prefix.length)),
  )
  if (file === undefined) throw new Error(`${name} was not packed`)
  return file
}
