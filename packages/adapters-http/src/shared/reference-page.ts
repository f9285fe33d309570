import { html } from 'hono/html'
import type { OpenApiDocument } from './openapi-document.js'

/** Nothing but the page's own style sheet may load, and nothing may run. */
export const REFERENCE_POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type Html = ReturnType<typeof html>

type PathItem = NonNullable<OpenApiDocument['paths']>[string]
type OperationObject = NonNullable<PathItem['get']>
type Entry = {
  readonly method: string
  readonly path: string
  readonly operation: OperationObject
}

/** The OpenAPI document as a page to read. Needs no script. */
export async function referencePage(document: OpenApiDocument): Promise<string> {
  const { title, version, description = '' } = document.info
  const base = document.servers?.[0]?.url ?? ''
  const sections = groupByTag(entriesOf(document)).map(([tag, entries]) =>
    section(document, tag, entries, base),
  )
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <header>
          <h1>${title} <small>${version}</small></h1>
          <p>${description}</p>
          <p>
            Every call carries the app's key: <code>Authorization: Bearer app-…</code>. The same as
            a document for programs: <a href="/openapi.json">/openapi.json</a>.
          </p>
        </header>
        <main>${sections}</main>
      </body>
    </html>`
  return page.toString()
}

function entriesOf({ paths = {} }: OpenApiDocument): readonly Entry[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'delete'] as const).flatMap((method) => {
      const operation = item[method]
      return operation ? [{ method, path, operation }] : []
    }),
  )
}

function groupByTag(entries: readonly Entry[]): readonly (readonly [string, readonly Entry[]])[] {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const tag = entry.operation.tags?.[0] ?? ''
    groups.set(tag, [...(groups.get(tag) ?? []), entry])
  }
  return [...groups]
}

function section(
  document: OpenApiDocument,
  tag: string,
  entries: readonly Entry[],
  base: string,
): Html {
  return html`<section>
    <h2>${tag}</h2>
    ${entries.map((entry) => operation(document, entry, base))}
  </section>`
}

function operation(
  document: OpenApiDocument,
  { method, path, operation }: Entry,
  base: string,
): Html {
  return html`<details>
    <summary>
      <b class="${method}">${method.toUpperCase()}</b> <code>${base}${path}</code>
      <span>${operation.summary ?? ''}</span>
    </summary>
    ${operation.description ? html`<p>${operation.description}</p>` : ''}
    ${operation.requestBody ? content(document, 'Body', operation.requestBody) : ''}
    ${Object.entries((operation.responses ?? {}) as Record<string, unknown>).map(
      ([status, response]) => content(document, `Answer: ${status}`, response),
    )}
  </details>`
}

/** The schemas of a request body or response, as JSON to read. */
function content(document: OpenApiDocument, heading: string, holder: unknown): Html {
  const { description, content: media = {} } = holder as {
    readonly description?: string
    readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>
  }
  return html`<h3>${heading}</h3>
    ${description ? html`<p>${description}</p>` : ''}
    ${Object.entries(media).map(
      ([type, { schema }]) =>
        html`<p><code>${type}</code></p>
          <pre>${JSON.stringify(resolve(document, schema), null, 2)}</pre>`,
    )}`
}

/** The schema a reference names, one step deep: enough, since ours do not nest references. */
function resolve({ components }: OpenApiDocument, schema: unknown): unknown {
  const reference = (schema as { readonly $ref?: string } | undefined)?.$ref
  if (reference === undefined) return schema
  return components?.schemas?.[reference.replace('#/components/schemas/', '')] ?? schema
}

export const referenceStyle = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 small { font-weight: normal; opacity: .6 }
details { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .4rem; margin: .4rem 0; padding: .5rem .8rem }
summary { cursor: pointer }
summary span { opacity: .75 }
b { display: inline-block; min-width: 4rem; font-size: .8rem }
.get { color: #2b7bd6 } .post { color: #2c9a4b } .put { color: #b7791f } .delete { color: #c53030 }
pre { overflow: auto; padding: .6rem; background: color-mix(in srgb, currentColor 7%, transparent); border-radius: .3rem }
`.trimStart()
