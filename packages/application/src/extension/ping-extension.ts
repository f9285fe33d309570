import { ApiExtensionFailed, ApiExtensionRejected } from '@weft/domain/extension'
import { EgressRefused } from '@weft/domain/kernel'
import type { ApiExtensionClient, ExtensionTarget } from './api-extension-client.js'

/** @throws ApiExtensionRejected unless the endpoint answers `ping` with `pong`. */
export async function pingExtension(
  client: ApiExtensionClient,
  target: ExtensionTarget,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const answer = await client.call(target, { point: 'ping' }, options).catch((error: unknown) => {
    if (error instanceof ApiExtensionFailed || error instanceof EgressRefused)
      throw new ApiExtensionRejected(error.message, { cause: error })
    throw error
  })
  if (answer['result'] !== 'pong')
    throw new ApiExtensionRejected(
      'The endpoint did not answer ping with {"result":"pong"}, so it is no API extension.',
    )
}
