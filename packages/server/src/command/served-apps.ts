import { PageRequest } from '@weft/domain/kernel'
import type { App } from '@weft/domain/app'
import type { Container } from 'inversify'
import { DEFAULT_WORKSPACE } from '../composition/default-workspace.js'
import { TOKENS } from '../composition/tokens.js'
import type { SecretKey } from '../system/secret-key.js'
import type { ServedApp } from '../terminal/start-screen.js'

/** The workspace's apps, oldest first, each with the API key this installation keeps for it. */
export async function listServedApps(
  container: Container,
  secretKey: SecretKey,
): Promise<readonly ServedApp[]> {
  const { items } = await container
    .get(TOKENS.listApps)
    .execute({ tenantId: DEFAULT_WORKSPACE, page: PageRequest.of(1, 100) })
  const served: ServedApp[] = []
  for (const app of [...items].reverse()) served.push(await serveApp(container, secretKey, app))
  return served
}

/** An app with its key; issuing a key that is there already changes nothing. */
export async function serveApp(
  container: Container,
  secretKey: SecretKey,
  app: Pick<App, 'id' | 'name' | 'mode'>,
): Promise<ServedApp> {
  const apiKey = secretKey.appApiKey(app.id).reveal()
  await container
    .get(TOKENS.issueApiKey)
    .execute({ tenantId: DEFAULT_WORKSPACE, appId: app.id, text: apiKey })
  return { id: app.id, name: app.name, mode: app.mode, apiKey }
}
