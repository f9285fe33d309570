import { randomFillSync } from 'node:crypto'

import type { PythonImports } from './python-module.js'

/** Error numbers of the interpreter's C library. */
const NOT_SUPPORTED = -52
const NO_NAME = -4
const PAGE_BYTES = 65_536

/**
 * Everything the interpreter may ask of the JavaScript around it: its own in-memory files, clocks and its end.
 * What is not on this list is answered with "not supported", so that a newer build cannot bring a new door.
 */
const PASSED_ON: ReadonlySet<string> = new Set([
  '_Py_emscripten_runtime',
  '_Py_CheckEmscriptenSignals_Helper',
  '__call_sighandler',
  '_abort_js',
  '_emscripten_runtime_keepalive_clear',
  'exit',
  'proc_exit',
  // clocks and calendar
  'clock_res_get',
  'clock_time_get',
  'emscripten_date_now',
  'emscripten_get_now',
  'emscripten_get_heap_max',
  '_gmtime_js',
  '_localtime_js',
  '_mktime_js',
  '_tzset_js',
  // a made-up environment, see `ENV`
  'environ_get',
  'environ_sizes_get',
  // files in memory
  '__syscall_chdir',
  '__syscall_chmod',
  '__syscall_dup3',
  '__syscall_faccessat',
  '__syscall_fadvise64',
  '__syscall_fchdir',
  '__syscall_fchmod',
  '__syscall_fchmodat2',
  '__syscall_fchown32',
  '__syscall_fchownat',
  '__syscall_fcntl64',
  '__syscall_fdatasync',
  '__syscall_fstat64',
  '__syscall_fstatfs64',
  '__syscall_ftruncate64',
  '__syscall_getcwd',
  '__syscall_getdents64',
  '__syscall_ioctl',
  '__syscall_lstat64',
  '__syscall_mkdirat',
  '__syscall_newfstatat',
  '__syscall_openat',
  '__syscall_poll',
  '__syscall_readlinkat',
  '__syscall_renameat',
  '__syscall_rmdir',
  '__syscall_stat64',
  '__syscall_statfs64',
  '__syscall_symlinkat',
  '__syscall_truncate64',
  '__syscall_unlinkat',
  '__syscall_utimensat',
  '_mmap_js',
  '_msync_js',
  '_munmap_js',
  'fd_close',
  'fd_fdstat_get',
  'fd_pread',
  'fd_pwrite',
  'fd_read',
  'fd_seek',
  'fd_sync',
  'fd_write',
])

/** Those that answer with something else than a negative error number. */
const OTHER_ANSWERS: Readonly<Record<string, number>> = {
  getaddrinfo: NO_NAME,
  getnameinfo: NO_NAME,
  getprotobyname: 0,
  _emscripten_lookup_name: 0,
  _emscripten_system: -1,
  _setitimer_js: 0,
}

/** One account for all memory of a run. */
export type MemoryGuard = {
  /** True once there was a request for more than the limit. */
  wasRefused(): boolean
  /** Books memory outside the interpreter (negative: gives it back). False when there is no room for it. */
  claim(bytes: number): boolean
  /** What is held now, which is the most there was: memory is not given back. */
  usedBytes(): number
}

/** The interpreter with the doors it may use, and a lid on its memory. */
export function instantiatePython(
  module: WebAssembly.Module,
  imports: PythonImports,
  maxMemoryBytes: number,
): { readonly instance: WebAssembly.Instance; readonly guard: MemoryGuard } {
  const own: { memory?: WebAssembly.Memory } = {}
  let claimed = 0
  let isRefused = false
  const fits = (interpreterBytes: number, otherBytes: number) => {
    if (interpreterBytes + otherBytes <= maxMemoryBytes) return true
    isRefused = true
    return false
  }
  const resize = functionNamed(imports, 'emscripten_resize_heap')
  const replaced: Record<string, WebAssembly.ImportValue> = {
    // Counted in whole pages, as memory grows: half a page short would be a hole in the heap.
    emscripten_resize_heap: (size: number) => (fits(wholePages(size), claimed) ? resize(size) : 0),
    random_get: (pointer: number, length: number) => {
      if (own.memory === undefined) return -NOT_SUPPORTED
      randomFillSync(new Uint8Array(own.memory.buffer, pointer, length))
      return 0
    },
  }
  const instance = new WebAssembly.Instance(module, restrict(imports, replaced))
  const memory = instance.exports['memory'] as WebAssembly.Memory
  own.memory = memory
  capGrowth(memory, () => maxMemoryBytes - claimed)
  return {
    instance,
    guard: {
      wasRefused: () => isRefused,
      claim: (bytes) => {
        if (bytes > 0 && !fits(memory.buffer.byteLength, claimed + bytes)) return false
        claimed += bytes
        return true
      },
      usedBytes: () => memory.buffer.byteLength + claimed,
    },
  }
}

function wholePages(bytes: number): number {
  return Math.ceil((bytes >>> 0) / PAGE_BYTES) * PAGE_BYTES
}

function restrict(
  imports: PythonImports,
  replaced: Readonly<Record<string, WebAssembly.ImportValue>>,
): PythonImports {
  const restricted = Object.entries(imports).map(([space, functions]) => {
    const entries = Object.entries(functions).map(([name, value]) => {
      if (replaced[name] !== undefined) return [name, replaced[name]] as const
      if (PASSED_ON.has(name)) return [name, value] as const
      const answer = OTHER_ANSWERS[name] ?? NOT_SUPPORTED
      return [name, () => answer] as const
    })
    return [space, Object.fromEntries(entries)] as const
  })
  return Object.fromEntries(restricted)
}

/** The glue asks for more than is needed; it gets what fits under the lid. */
function capGrowth(memory: WebAssembly.Memory, maxBytes: () => number): void {
  const grow = memory.grow.bind(memory)
  memory.grow = (pages) => {
    const room = Math.floor((maxBytes() - memory.buffer.byteLength) / PAGE_BYTES)
    return grow(Math.min(pages, Math.max(room, 0)))
  }
}

function functionNamed(imports: PythonImports, name: string): (value: number) => number {
  const found = imports['env']?.[name]
  if (typeof found !== 'function') throw new TypeError(`The interpreter has no import ${name}.`)
  return found as (value: number) => number
}
