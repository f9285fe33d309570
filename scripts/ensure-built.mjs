// Builds the packages when a clone has no build yet, so that `npm start` works after `npm install --ignore-scripts` too.
import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

const built = new URL('../packages/server/dist/main.js', import.meta.url)
if (!existsSync(built)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
  process.exit(status ?? 1)
}
