/** The engine without the loader that comes with it, for those who instantiate it themselves. */
declare module 'minijinja-js/dist/bundler/minijinja_js_bg.js' {
  export { Environment } from 'minijinja-js'
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void
}
