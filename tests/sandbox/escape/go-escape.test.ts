import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe } from 'vitest'

import { goCommand, goNote } from '../../support/go-toolchain.js'
import { describeEscapes, describeTraces } from './escape-suite.js'
import { GO_ALIVE, GO_COMPILED, goMain, GO_RUNNING } from './go-programs.js'

/** Compiling comes before a run; the first program that uses a large package takes its time. */
const cacheFolder = mkdtempSync(join(tmpdir(), 'weft-go-test-'))
afterAll(() => {
  rmSync(cacheFolder, { recursive: true, force: true })
})
const go = { command: goCommand ?? '/', cacheFolder, compileTimeoutMs: 60_000 }
const common = { language: 'go', alive: GO_ALIVE, options: { go }, patienceMs: 90_000 } as const

describe.runIf(goCommand !== undefined)(`Go${goNote}`, () => {
  describeEscapes({
    ...common,
    ids: 'T-A1, T-A5, T-A6, T-A12, running',
    programs: GO_RUNNING,
    mustBegin: true,
  })

  describeEscapes({
    ...common,
    ids: 'T-A1, T-A6, T-B1, compiled',
    programs: GO_COMPILED,
    // What cannot be compiled in time is not waited for.
    options: { go: { ...go, compileTimeoutMs: 20_000 } },
  })

  describeEscapes({
    ...common,
    ids: 'T-A5: memory of another workspace',
    mustBegin: true,
    victim: goMain(
      'secret := inputs["secret"].(string)\nfor i := 0; i < 1000; i++ { kept = append(kept, secret+secret) }\nos.Setenv("SECRET", secret)\nfmt.Println(secret)\nreturn len(kept), nil',
      'import ("fmt"; "os")\nvar kept []string',
    ),
    programs: {
      'looks for it in all of its memory': goMain(
        'found := ""\nfor at := uintptr(1 << 16); at < 1<<24; at++ {\nif *(*byte)(unsafe.Pointer(at)) == 99 && *(*byte)(unsafe.Pointer(at+1)) == 97 && *(*byte)(unsafe.Pointer(at+2)) == 110 && *(*byte)(unsafe.Pointer(at+6)) == 45 { found += string(unsafe.Slice((*byte)(unsafe.Pointer(at)), 40)) }\n}\nreturn found, nil',
        'import "unsafe"',
      ),
      'looks for it in fresh memory': goMain(
        'found := []byte{}\nfor i := 0; i < 20; i++ { for _, b := range make([]byte, 1<<20) { if b != 0 { found = append(found, b) } } }\nreturn string(found), nil',
      ),
      'looks for it in the environment': goMain('return os.Environ(), nil', 'import "os"'),
      'looks for it in the pools': goMain(
        'return fmt.Sprint(pool.Get(), pool.Get()), nil',
        'import ("fmt"; "sync")\nvar pool sync.Pool',
      ),
    },
  })

  const look = (expression: string, head: string) =>
    goMain(`found := []any{}\n${expression}\nreturn map[string]any{"found": found}, nil`, head)

  describeTraces({
    ids: 'T-A2, T-A5',
    language: 'go',
    options: { go, timeoutMs: 3_000 },
    pairs: {
      'a global': [
        goMain('left = 1\nreturn nil, nil', 'var left int'),
        look('if left != 0 { found = append(found, left) }', 'var left int'),
      ],
      'a variable of the environment': [
        goMain('return nil, os.Setenv("LEFT", "1")', 'import "os"'),
        look('if os.Getenv("LEFT") != "" { found = append(found, 1) }', 'import "os"'),
      ],
      'a file': [
        goMain('return nil, os.WriteFile("/tmp/left", []byte("x"), 0o600)', 'import "os"'),
        look(
          'if _, err := os.Stat("/tmp/left"); err == nil { found = append(found, 1) }',
          'import "os"',
        ),
      ],
      'a goroutine': [
        goMain('go func() { for { left++ } }()\nreturn nil, nil', 'var left int'),
        look(
          'time.Sleep(20 * time.Millisecond); if left != 0 { found = append(found, left) }',
          'import "time"\nvar left int',
        ),
      ],
      'bytes in a stream': [
        goMain(
          'for i := 0; i < 100; i++ { os.Stdout.WriteString("left"); os.Stderr.WriteString("left") }\nreturn nil, nil',
          'import "os"',
        ),
        look(
          'rest, _ := io.ReadAll(os.Stdin); if len(rest) > 0 { found = append(found, len(rest)) }',
          'import ("io"; "os")',
        ),
      ],
      'half an answer': [
        goMain(
          'text := []byte(`{"output":{"found":[1]`)\nanswer(unsafe.Pointer(&text[0]), uint32(len(text)), 0)\nos.Exit(0)\nreturn nil, nil',
          'import ("os"; "unsafe")\n//go:wasmimport weft answer\nfunc answer(pointer unsafe.Pointer, length uint32, last uint32)',
        ),
        look('', ''),
      ],
      'a memory that was filled': [
        goMain(
          'kept := [][]byte{}\nfor { block := make([]byte, 1<<20); for i := range block { block[i] = 7 }; kept = append(kept, block) }',
        ),
        look(
          'for _, b := range make([]byte, 1<<22) { if b != 0 { found = append(found, b); break } }',
          '',
        ),
      ],
      'a program that broke down': [
        goMain(
          'for at := uintptr(0); ; at += 8 { *(*uint64)(unsafe.Pointer(at)) = 7 }',
          'import "unsafe"',
        ),
        look('', ''),
      ],
    },
  })
})
