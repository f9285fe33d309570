/**
 * Runs in the interpreter before the user's code and hands out what the run needs, so that nothing the user's code
 * changes afterwards is used. There is no host function: the console collects text inside.
 */
export const JAVASCRIPT_PRELUDE = String.raw`
(function (maxCharacters) {
  'use strict'
  const { parse, stringify } = JSON
  const String = globalThis.String
  const printed = { stdout: '', stderr: '' }

  function show(value) {
    if (typeof value === 'string') return value
    if (typeof value === 'object' && value !== null) {
      try {
        if (value instanceof Error) return String(value)
        const text = stringify(value)
        if (typeof text === 'string') return text
      } catch {}
    }
    try {
      return String(value)
    } catch {
      return ''
    }
  }

  function printer(stream) {
    return function () {
      if (printed[stream].length >= maxCharacters) return
      let line = ''
      for (let index = 0; index < arguments.length; index += 1) {
        line += (index === 0 ? '' : ' ') + show(arguments[index])
        if (line.length > maxCharacters) break
      }
      printed[stream] += line + '\n'
    }
  }

  const console = {}
  for (const name of ['log', 'info', 'debug', 'trace', 'dir']) console[name] = printer('stdout')
  for (const name of ['warn', 'error']) console[name] = printer('stderr')
  Object.defineProperty(globalThis, 'console', {
    value: console, writable: true, configurable: true, enumerable: false,
  })
  return { parse, stringify, stdout: () => printed.stdout, stderr: () => printed.stderr }
})
`
