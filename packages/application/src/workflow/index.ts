export { formatDslText } from './dsl/format-dsl-text.js'
export { MAX_DSL_BYTES, parseDslText } from './dsl/parse-dsl-text.js'
