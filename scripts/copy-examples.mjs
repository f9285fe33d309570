// Puts the example apps into the server package before it is packed, so that a first start has them without the repository.
import { cp, rm } from 'node:fs/promises'

const target = new URL('../packages/server/examples/', import.meta.url)
await rm(target, { recursive: true, force: true })
await cp(new URL('../examples/apps/', import.meta.url), target, { recursive: true })
