/**
 * `fetch` for the interpreter, again without a host function: requests are put into a list the worker takes them from after
 * each round of jobs, and answers are handed in by calling `deliver`. Runs before the user's code.
 */
export const JAVASCRIPT_NETWORK = String.raw`
(function () {
  'use strict'
  const { Promise, String, Object, Array, Uint8Array, ArrayBuffer, TypeError, Error, Map } = globalThis
  const { parse, stringify } = JSON
  const isView = ArrayBuffer.isView
  const fromCharCode = String.fromCharCode
  const entriesOf = Object.entries
  const encode = globalThis.encodeURIComponent
  const outbox = []
  const waiting = new Map()
  let lastId = 0

  class Headers {
    #map = new Map()
    constructor(init) {
      if (init instanceof Headers) init.forEach((value, name) => this.append(name, value))
      else if (Array.isArray(init)) for (const [name, value] of init) this.append(name, value)
      else if (init) for (const [name, value] of entriesOf(init)) this.append(name, value)
    }
    append(name, value) {
      const key = String(name).toLowerCase()
      this.#map.set(key, this.#map.has(key) ? this.#map.get(key) + ', ' + value : String(value).trim())
    }
    set(name, value) { this.#map.set(String(name).toLowerCase(), String(value).trim()) }
    get(name) { return this.#map.get(String(name).toLowerCase()) ?? null }
    has(name) { return this.#map.has(String(name).toLowerCase()) }
    delete(name) { this.#map.delete(String(name).toLowerCase()) }
    forEach(visit, self) { this.#map.forEach((value, name) => visit.call(self, value, name, this)) }
    entries() { return this.#map.entries() }
    keys() { return this.#map.keys() }
    values() { return this.#map.values() }
    [Symbol.iterator]() { return this.#map.entries() }
  }

  class Response {
    #text
    #bytes
    #isUsed = false
    constructor(head, text, bytes) {
      this.#text = text
      this.#bytes = bytes
      this.status = head.status
      this.statusText = ''
      this.ok = head.status >= 200 && head.status < 300
      this.url = head.url
      this.redirected = head.redirected
      this.type = 'basic'
      this.headers = new Headers(head.headers)
    }
    get bodyUsed() { return this.#isUsed }
    #use() {
      if (this.#isUsed) throw new TypeError('The body has been read already.')
      this.#isUsed = true
    }
    async text() { this.#use(); return this.#text }
    async json() { this.#use(); return parse(this.#text) }
    async arrayBuffer() { this.#use(); return this.#bytes }
    async bytes() { this.#use(); return new Uint8Array(this.#bytes) }
    clone() {
      const head = { status: this.status, url: this.url, redirected: this.redirected, headers: this.headers }
      return new Response(head, this.#text, this.#bytes.slice(0))
    }
  }

  class URLSearchParams {
    #pairs = []
    constructor(init) {
      if (typeof init === 'string') {
        for (const pair of init.replace(/^\?/, '').split('&')) {
          if (pair === '') continue
          const [name, ...rest] = pair.split('=')
          this.append(decode(name), decode(rest.join('=')))
        }
      } else if (init instanceof URLSearchParams || Array.isArray(init)) {
        for (const [name, value] of init) this.append(name, value)
      } else if (init) for (const [name, value] of entriesOf(init)) this.append(name, value)
    }
    append(name, value) { this.#pairs.push([String(name), String(value)]) }
    set(name, value) { this.delete(name); this.append(name, value) }
    delete(name) { this.#pairs = this.#pairs.filter(([known]) => known !== String(name)) }
    get(name) { return this.#pairs.find(([known]) => known === String(name))?.[1] ?? null }
    getAll(name) { return this.#pairs.filter(([known]) => known === String(name)).map(([, value]) => value) }
    has(name) { return this.#pairs.some(([known]) => known === String(name)) }
    toString() { return this.#pairs.map(([name, value]) => escape(name) + '=' + escape(value)).join('&') }
    [Symbol.iterator]() { return this.#pairs.map(([name, value]) => [name, value])[Symbol.iterator]() }
  }
  const escape = (text) => encode(text).replace(/%20/g, '+')
  const decode = (text) => decodeURIComponent(text.replace(/\+/g, ' '))

  function toBody(body, headers) {
    if (body === undefined || body === null) return { text: null, bytes: null }
    const isForm = body instanceof URLSearchParams
    if (isView(body) || body instanceof ArrayBuffer) return { text: null, bytes: latin1(body) }
    if (!headers.has('content-type')) {
      headers.set('content-type', isForm ? 'application/x-www-form-urlencoded;charset=UTF-8' : 'text/plain;charset=UTF-8')
    }
    return { text: String(body), bytes: null }
  }

  function latin1(body) {
    const bytes = isView(body)
      ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
      : new Uint8Array(body)
    let text = ''
    for (let index = 0; index < bytes.length; index += 8192) {
      text += fromCharCode(...bytes.subarray(index, index + 8192))
    }
    return text
  }

  function fetch(resource, init = {}) {
    return new Promise((resolve, reject) => {
      const headers = new Headers(init.headers)
      const body = toBody(init.body, headers)
      const request = {
        method: String(init.method ?? 'GET').toUpperCase(),
        url: String(resource?.url ?? resource),
        headers: [...headers],
        redirect: init.redirect !== 'manual',
        ...body,
      }
      const id = ++lastId
      waiting.set(id, { resolve, reject, url: request.url })
      outbox.push(stringify([id, request]))
    })
  }

  for (const [name, value] of entriesOf({ fetch, Headers, Response, URLSearchParams })) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  }
  const take = () => outbox.shift()
  function deliver(id, head, text, bytes) {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (asked === undefined) return
    const answer = parse(head)
    if (answer.message !== undefined) {
      const error = new TypeError(answer.message)
      error.code = answer.kind
      asked.reject(error)
    } else {
      answer.redirected = answer.url !== asked.url
      asked.resolve(new Response(answer, text, bytes))
    }
  }
  return { take, deliver }
})
`
