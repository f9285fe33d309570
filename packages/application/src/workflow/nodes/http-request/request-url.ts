import { HttpRequestError } from './http-request-error.js'
import type { RenderedRequest } from './rendered-request.js'

export type RequestUrl = {
  /** Without name and password. */
  readonly url: string
  /** What the address carries as `name:password`, decoded. */
  readonly userInfo: string | undefined
}

/**
 * The address with its parameters. A parameter takes the place of one of the same name in the address.
 *
 * @throws HttpRequestError when it is no address.
 */
export function requestUrl({ url: text, params }: RenderedRequest): RequestUrl {
  if (text === '') throw new HttpRequestError('InvalidURLError', 'url is required')
  if (!/^https?:\/\//.test(text))
    throw new HttpRequestError('InvalidURLError', 'url should start with http:// or https://')
  if (!URL.canParse(text))
    throw new HttpRequestError('InvalidURLError', 'url is not a valid address')
  const url = new URL(text)
  for (const [name] of params) url.searchParams.delete(name)
  for (const [name, value] of params) url.searchParams.append(name, value)
  const userInfo = userInfoOf(url)
  url.username = ''
  url.password = ''
  url.hash = ''
  return { url: url.href, userInfo }
}

function userInfoOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  return `${decode(username)}:${decode(password)}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
