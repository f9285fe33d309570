import type { Dialect } from '../../code-runner.contract.js'

const main = (body: string, imports = '') => `package main
${imports}
func Main(inputs map[string]any) (any, error) {
${body}
}
`

export const go: Dialect = {
  language: 'go',
  echo: main('return map[string]any{"echo": inputs}, nil'),
  add: main('return map[string]any{"sum": inputs["a"].(float64) + inputs["b"].(float64)}, nil'),
  otherTypes: main(
    'return map[string]any{"list": []int{1, 2}, "text": "plain", "nothing": nil}[inputs["kind"].(string)], nil',
  ),
  leaveTraces: main(
    `found := []string{}
if os.Getenv("TRACE") != "" { found = append(found, "environment") }
if _, err := os.Stat("/tmp/trace"); err == nil { found = append(found, "file") }
if trace { found = append(found, "global") }
trace = true
os.Setenv("TRACE", "1")
os.WriteFile("/tmp/trace", []byte("x"), 0o600)
return map[string]any{"found": found}, nil`,
    'import "os"\nvar trace bool',
  ),
  print: main(
    'fmt.Println("to stdout")\nfmt.Fprintln(os.Stderr, "to stderr")\nreturn map[string]any{}, nil',
    'import ("fmt"; "os")',
  ),
  printMuch: main(
    'fmt.Print(strings.Repeat("x", 1000000))\nfmt.Fprint(os.Stderr, strings.Repeat("y", 1000000))\nreturn map[string]any{}, nil',
    'import ("fmt"; "os"; "strings")',
  ),
  raise:
    'func Main(inputs map[string]any) (any, error) {\n  if true {\n    panic("told you so")\n  }\n  return nil, nil\n}',
  raisedType: 'panic',
  broken: 'func Main(inputs map[string]any) (any, error) {\n  return {{\n}',
  withoutMain: 'package main\nfunc Other() {}',
  endless: main('for {}'),
  endlessNative: main(
    'return strings.Repeat("ab", 1), func() error { for { sort.Strings(make([]string, 1000)) } }()',
    'import ("sort"; "strings")',
  ),
  memoryBomb: main('kept := [][]byte{}\nfor { kept = append(kept, make([]byte, 1<<20)) }'),
  recursion: `package main
func deeper(n int) int { return deeper(n+1) + 1 }
func Main(inputs map[string]any) (any, error) { return deeper(0), nil }
`,
  textOfLength: main(
    'return map[string]any{"text": strings.Repeat("x", int(inputs["length"].(float64)))}, nil',
    'import "strings"',
  ),
  deep: main(
    'var value any = []any{}\nfor i := 0; i < int(inputs["depth"].(float64)); i++ { value = []any{value} }\nreturn map[string]any{"value": value}, nil',
  ),
  circular: main(
    'value := []any{nil}\nvalue[0] = value\nreturn map[string]any{"value": value}, nil',
  ),
  notFinite: main(
    'return map[string]any{"nan": math.NaN(), "infinity": math.Inf(-1)}, nil',
    'import "math"',
  ),
  unserialisable: main('return map[string]any{"value": func() {}}, nil'),
  tampering: main(
    'os.Stdout, os.Stdin = nil, nil\nreturn map[string]any{"answer": 41 + inputs["a"].(float64)}, nil',
    'import "os"',
  ),
}
