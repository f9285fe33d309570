/** A Go program whose `Main` has this body; it may use `found` for what it gets hold of. */
export const goMain = (body: string, head = '') => `package main
${head}
func Main(inputs map[string]any) (any, error) {
${body}
}
`

/** `Main` gives back what the expression yields, and its error as text. */
const tell = (expression: string, imports: string) =>
  goMain(
    `found, err := ${expression}\nreturn []any{found, fmt.Sprint(err)}, nil`,
    `import ("fmt"; ${imports})`,
  )

export const GO_ALIVE = goMain('return map[string]any{"alive": true}, nil')

/** What begins to run. */
export const GO_RUNNING: Readonly<Record<string, string>> = {
  // Files
  'reads a file': tell('os.ReadFile("CANARY_FILE")', '"os"'),
  'reads /etc/passwd': tell('os.ReadFile("/etc/passwd")', '"os"'),
  'reads a file on its way up': tell('os.ReadFile("../../../../../../CANARY_FILE")', '"os"'),
  'lists the root': tell('os.ReadDir("/")', '"os"'),
  'writes next to the canary': tell(
    '"ESCAPED", os.WriteFile("CANARY_FOLDER/x", []byte("x"), 0o600)',
    '"os"',
  ).replace('return []any{found,', '_ = found\nreturn []any{'),
  'makes a folder': tell('os.MkdirTemp("CANARY_FOLDER", "x")', '"os"'),
  'makes a link': tell('os.Stat("CANARY_FILE")', '"os"').replace(
    'found, err',
    'os.Symlink("CANARY_FILE", "CANARY_FOLDER/link")\nfound, err',
  ),
  'removes the canary': tell('os.Getwd()', '"os"').replace(
    'found, err',
    'os.RemoveAll("CANARY_FOLDER")\nfound, err',
  ),
  'walks the file system': goMain(
    'found := ""\nfilepath.WalkDir("/", func(path string, d fs.DirEntry, err error) error { found += path; return nil })\nreturn found, nil',
    'import ("io/fs"; "path/filepath")',
  ),
  'opens every descriptor': goMain(
    'found := ""\nfor fd := uintptr(0); fd < 4096; fd++ {\nif text, err := io.ReadAll(os.NewFile(fd, "x")); err == nil { found += string(text) }\n}\nreturn found, nil',
    'import ("io"; "os")',
  ),
  'opens through os.DirFS': tell(
    'fs.ReadFile(os.DirFS("CANARY_FOLDER"), "secret.txt")',
    '"io/fs"; "os"',
  ),
  'reads the executable': tell('os.Executable()', '"os"'),
  'reads its source as the compiler saw it': goMain(
    '_, file, line, ok := runtime.Caller(0)\nreturn []any{file, line, ok}, nil',
    'import "runtime"',
  ),
  'reads the source of the Go library': tell(
    'os.ReadFile(runtime.GOROOT() + "/VERSION")',
    '"os"; "runtime"',
  ),
  'loads a plug-in': tell('plugin.Open("CANARY_FILE")', '"plugin"'),
  'maps a file': goMain(
    'fd, err := syscall.Open("CANARY_FILE", 0, 0)\nbuffer := make([]byte, 100)\nn, _ := syscall.Read(fd, buffer)\nreturn []any{string(buffer[:max(n, 0)]), err == nil}, nil',
    'import "syscall"',
  ),
  // Environment
  'lists the environment': goMain(
    'return []any{os.Environ(), os.Getenv("WEFT_CANARY")}, nil',
    'import "os"',
  ),
  'lists arguments': goMain('return os.Args, nil', 'import "os"'),
  'asks who it is': goMain(
    'who, err := user.Current()\nhost, _ := os.Hostname()\nreturn []any{fmt.Sprint(who, err), os.Getuid(), os.Getppid(), host}, nil',
    'import ("fmt"; "os"; "os/user")',
  ),
  'asks how it was built': goMain(
    'info, ok := debug.ReadBuildInfo()\nreturn []any{fmt.Sprint(info), ok}, nil',
    'import ("fmt"; "runtime/debug")',
  ),
  // Network
  dials: tell('net.Dial("tcp", "127.0.0.1:CANARY_PORT")', '"net"'),
  'dials by name': tell('net.Dial("tcp", "localhost:CANARY_PORT")', '"net"'),
  'sends a datagram': tell('net.Dial("udp", "127.0.0.1:CANARY_PORT")', '"net"'),
  'asks over HTTP': tell('http.Get("CANARY_URL")', '"net/http"'),
  'looks up a name': tell('net.LookupHost("localhost")', '"net"'),
  listens: tell('net.Listen("tcp", "127.0.0.1:0")', '"net"'),
  'lists interfaces': tell('net.Interfaces()', '"net"'),
  'opens a socket of its own': tell('syscall.Socket(2, 1, 0)', '"syscall"'),
  // Processes
  'starts a process': tell(
    'exec.Command("/bin/sh", "-c", "echo ESC\\\\APED; cat CANARY_FILE").CombinedOutput()',
    '"os/exec"',
  ),
  'starts a process without a shell': tell(
    'os.StartProcess("/bin/sh", []string{"sh"}, &os.ProcAttr{})',
    '"os"',
  ),
  'sends signals': goMain(
    'process, _ := os.FindProcess(1)\nreturn fmt.Sprint(process.Kill(), process.Signal(os.Interrupt)), nil',
    'import ("fmt"; "os")',
  ),
  // The runtime from within
  'reads memory by unsafe pointers': goMain(
    'found := ""\nfor at := uintptr(1 << 16); at < 1<<20; at++ { found += string(rune(*(*byte)(unsafe.Pointer(at)))) ; if len(found) > 4000 { break } }\nreturn len(found), nil',
    'import "unsafe"',
  ),
  'reads beyond its memory': goMain(
    'return *(*byte)(unsafe.Pointer(uintptr(0xfffffff0))), nil',
    'import "unsafe"',
  ),
  'writes over its own code pointers': goMain(
    'function := func() int { return 1 }\n*(*uintptr)(*(*unsafe.Pointer)(unsafe.Pointer(&function))) = 0x7fffffff\nreturn function(), nil',
    'import "unsafe"',
  ),
  'writes zeros over the runtime': goMain(
    'for at := uintptr(0); ; at += 8 { *(*uint64)(unsafe.Pointer(at)) = 0 }',
    'import "unsafe"',
  ),
  'makes a slice of everything': goMain(
    'all := unsafe.Slice((*byte)(unsafe.Pointer(uintptr(1))), 1<<31-1)\nsum := 0\nfor _, b := range all { sum += int(b) }\nreturn sum, nil',
    'import "unsafe"',
  ),
  'links to a private function of the runtime': goMain(
    'return fmt.Sprint(exit), nil',
    'import ("fmt"; _ "unsafe")\n//go:linkname exit os.runtime_beforeExit\nfunc exit(code int)',
  ).replace('fmt.Sprint(exit)', 'fmt.Sprint(exit != nil)'),
  'calls a function of WASI by itself': goMain(
    'return open(3, 0, unsafe.Pointer(&path[0]), uint32(len(path)), 0, 1<<28, 0, 0, unsafe.Pointer(&fd)), nil',
    'import "unsafe"\nvar path = []byte("CANARY_FILE")\nvar fd uint32\n//go:wasmimport wasi_snapshot_preview1 path_open\nfunc open(dir int32, flags int32, path unsafe.Pointer, length uint32, o int32, rights uint64, inherit uint64, f int32, fd unsafe.Pointer) uint32',
  ),
  'calls a socket of WASI by itself': goMain(
    'return [...]uint32{accept(3, 0, unsafe.Pointer(&fd)), fd}, nil',
    'import "unsafe"\nvar fd uint32\n//go:wasmimport wasi_snapshot_preview1 sock_accept\nfunc accept(fd int32, flags int32, result unsafe.Pointer) uint32',
  ),
  'imports a function of Node': goMain(
    'return secret(), nil',
    '//go:wasmimport env process\nfunc secret() uint32',
  ),
  'imports a function by the name of a prototype': goMain(
    'return secret(), nil',
    '//go:wasmimport __proto__ constructor\nfunc secret() uint32',
  ),
  'imports a WASI function by the name of a prototype': goMain(
    'return secret(), nil',
    '//go:wasmimport wasi_snapshot_preview1 constructor\nfunc secret() uint32',
  ),
  'imports more of the harness': goMain(
    'return secret(), nil',
    '//go:wasmimport weft secret\nfunc secret() uint32',
  ),
  // Forged answers
  'prints what looks like an answer': goMain(
    'fmt.Println(`{"output":{"alive":"ESC" + "APED"}}`)\nreturn map[string]any{"alive": false}, nil',
    'import "fmt"',
  ),
  'answers by itself': goMain(
    'return nil, nil',
    'import "unsafe"\n//go:wasmimport weft answer\nfunc answer(pointer unsafe.Pointer, length uint32, last uint32)\nfunc init() { text := []byte(`{"output":1,"violations":[],"memoryBytes":-1,"type":"analysed"}`); answer(unsafe.Pointer(&text[0]), uint32(len(text)), 1) }',
  ),
  'answers with what is no JSON': goMain(
    'answer(unsafe.Pointer(&text[0]), uint32(len(text)), 1)\nreturn nil, nil',
    'import "unsafe"\nvar text = []byte("{\\xff\\x00")\n//go:wasmimport weft answer\nfunc answer(pointer unsafe.Pointer, length uint32, last uint32)',
  ),
  'answers with memory it does not have': goMain(
    'answer(unsafe.Pointer(uintptr(0xfffff000)), 0x7fffff, 1)\nreturn nil, nil',
    'import "unsafe"\n//go:wasmimport weft answer\nfunc answer(pointer unsafe.Pointer, length uint32, last uint32)',
  ),
  'answers in nothings without end': goMain(
    'for { answer(nil, 0, 0) }',
    'import "unsafe"\n//go:wasmimport weft answer\nfunc answer(pointer unsafe.Pointer, length uint32, last uint32)',
  ),
  'answers in single bytes without end': goMain(
    'for { answer(unsafe.Pointer(uintptr(65536)), 1, 0) }',
    'import "unsafe"\n//go:wasmimport weft answer\nfunc answer(pointer unsafe.Pointer, length uint32, last uint32)',
  ),
  'writes with vectors that lie': goMain(
    'return write(1, unsafe.Pointer(&vectors[0]), 0xffffffff, unsafe.Pointer(uintptr(0xfffffffc))), nil',
    'import "unsafe"\nvar vectors = [4]uint32{0xfffffff0, 0xffffffff, 0, 0x7fffffff}\n//go:wasmimport wasi_snapshot_preview1 fd_write\nfunc write(fd int32, vectors unsafe.Pointer, count uint32, result unsafe.Pointer) uint32',
  ),
  'waits for nothing': goMain(
    'return poll(unsafe.Pointer(&room[0]), unsafe.Pointer(&room[0]), 0, unsafe.Pointer(&room[0])), nil',
    'import "unsafe"\nvar room [64]byte\n//go:wasmimport wasi_snapshot_preview1 poll_oneoff\nfunc poll(in unsafe.Pointer, out unsafe.Pointer, count uint32, result unsafe.Pointer) uint32',
  ),
  'asks for random numbers everywhere': goMain(
    'return random(nil, 0xffffffff), nil',
    'import "unsafe"\n//go:wasmimport wasi_snapshot_preview1 random_get\nfunc random(pointer unsafe.Pointer, length uint32) uint32',
  ),
  'returns a JSON of its own': goMain(
    'return json.RawMessage(`{"error":{"type":"x","line":1e999,"message":{"a":1}}}`), nil',
    'import "encoding/json"',
  ),
  'returns a marshaller that goes wild': goMain(
    'return wild{}, nil',
    'type wild struct{}\nfunc (wild) MarshalJSON() ([]byte, error) { panic("ESC" + "APED"[:0]) }',
  ),
  'replaces main': goMain('os.Exit(0)\nreturn nil, nil', 'import "os"'),
  'ends before main': goMain('return nil, nil', 'import "os"\nfunc init() { os.Exit(3) }'),
  'takes what the harness reads': goMain(
    'return nil, nil',
    'import ("io"; "os")\nfunc init() { io.ReadAll(os.Stdin) }',
  ),
  'closes its streams': goMain(
    'os.Stdin.Close(); os.Stdout.Close(); os.Stderr.Close()\nfor fd := uintptr(0); fd < 10; fd++ { os.NewFile(fd, "").Close() }\nreturn map[string]any{"alive": true}, nil',
    'import "os"',
  ),
  'overwrites a variable of the harness': goMain('weftPlace = nil\npanic("told")'),
  // Exhaustion
  loops: goMain('for {}'),
  'loops where nothing is called': goMain('sum := 0\nfor i := 0; ; i++ { sum += i }'),
  'blocks for ever': goMain('select {}'),
  'sleeps for a century': goMain(
    'time.Sleep(100 * 365 * 24 * time.Hour)\nreturn nil, nil',
    'import "time"',
  ),
  'makes goroutines without end': goMain('for { go func() { select {} }() }'),
  'makes timers without end': goMain(
    'for { time.AfterFunc(time.Hour, func() {}) }',
    'import "time"',
  ),
  'allocates without end': goMain(
    'kept := [][]byte{}\nfor { kept = append(kept, make([]byte, 1<<20)) }',
  ),
  'allocates all at once': goMain(
    'all := make([]byte, 1<<30)\nall[1<<29] = 1\nreturn len(all), nil',
  ),
  'allocates by a map': goMain(
    'kept := map[int]string{}\nfor i := 0; ; i++ { kept[i] = string(make([]byte, 100)) }',
  ),
  'has large variables': goMain(
    'for i := range big { big[i] = 1 }\nreturn len(big), nil',
    'var big [1 << 26]byte',
  ),
  'calls itself': goMain(
    'return deeper(0), nil',
    'func deeper(n int) int { return deeper(n+1) + 1 }',
  ),
  'panics in a panic': goMain('defer func() { panic("again") }()\npanic("once")'),
  'panics in a goroutine': goMain('go func() { panic("elsewhere") }()\nselect {}'),
  'recovers from everything': goMain(
    'for { func() { defer func() { recover() }(); var none *int; *none = 1 }() }',
  ),
  'ends its goroutine': goMain('runtime.Goexit()\nreturn nil, nil', 'import "runtime"'),
  'sets the limits of the runtime': goMain(
    'debug.SetMemoryLimit(1 << 40); debug.SetMaxStack(1 << 40); debug.SetGCPercent(-1)\nkept := [][]byte{}\nfor { kept = append(kept, make([]byte, 1<<20)) }',
    'import "runtime/debug"',
  ),
  'prints without end': goMain(
    'for { fmt.Println("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") }',
    'import "fmt"',
  ),
  'returns a huge text': goMain('return strings.Repeat("x", 30<<20), nil', 'import "strings"'),
  'returns something deep': goMain(
    'var value any\nfor i := 0; i < 100000; i++ { value = []any{value} }\nreturn value, nil',
  ),
  'is a bomb of regular expressions': goMain(
    'return regexp.MustCompile("(a*)*b").MatchString(strings.Repeat("a", 10000000)), nil',
    'import ("regexp"; "strings")',
  ),
}

const aText = 'var text string\n'
const embed = (pattern: string) =>
  goMain('return text, nil', `import _ "embed"\n//go:embed ${pattern}\n${aText}`)
const embedAll = (pattern: string) =>
  goMain(
    'found := ""\nfs.WalkDir(all, ".", func(path string, d fs.DirEntry, err error) error { text, _ := all.ReadFile(path); found += path + string(text); return nil })\nreturn found, nil',
    `import ("embed"; "io/fs")\n//go:embed ${pattern}\nvar all embed.FS\n`,
  )

/** What wants the compiler to do something for it. Most of it is no program. */
export const GO_COMPILED: Readonly<Record<string, string>> = {
  'embeds a file of the host': embed('CANARY_FILE'),
  'embeds a file of the host in quotes': embed('"CANARY_FILE"'),
  'embeds a file on its way up': embed('../../../../../..CANARY_FILE'),
  'embeds a file beside its folder': embed('../weft-canary-*/secret.txt'),
  'embeds /etc/passwd': embed('/etc/passwd'),
  'embeds through the file system of the process': embed('/proc/self/environ'),
  'embeds its folder': embedAll('*'),
  'embeds its folder with what is hidden': embedAll('all:.'),
  'embeds with a pattern that climbs': embedAll('[.][.]/*'),
  'embeds with a backslash': embed('..\\\\secret.txt'),
  'embeds into a folder of the compiler': embedAll('$WORK'),
  'imports a file': goMain('return nil, nil', 'import _ "CANARY_FOLDER"'),
  'imports beside its folder': goMain('return nil, nil', 'import _ "../weft-canary"'),
  'imports its own package': goMain('return nil, nil', 'import _ "program"'),
  'imports from the network': goMain('return nil, nil', 'import _ "127.0.0.1:CANARY_PORT/x"'),
  'imports a module': goMain('return nil, nil', 'import _ "github.com/example/module"'),
  'imports an internal package': goMain(
    'return syscall.Getpid(), nil',
    'import syscall "internal/runtime/syscall"',
  ),
  'imports a command': goMain('return nil, nil', 'import _ "cmd/go"'),
  'imports C': goMain('return C.getpid(), nil', '// #include <unistd.h>\nimport "C"'),
  'imports C that reads at compile time': goMain(
    'return C.text, nil',
    '// #include "CANARY_FILE"\n// const char* text;\nimport "C"',
  ),
  'gives flags to the C compiler': goMain(
    'return nil, nil',
    '// #cgo CFLAGS: -fplugin=CANARY_FILE -DX=`id`\n// #cgo LDFLAGS: -Wl,-o,CANARY_FOLDER/x\n// #cgo pkg-config: --version\nimport "C"',
  ),
  'has the commands of a generator': `//go:generate sh -c "echo x > CANARY_FOLDER/generated"\n${GO_ALIVE}`,
  'has flags for the linker': goMain(
    'return nil, nil',
    '//go:cgo_ldflag "-o=CANARY_FOLDER/x"\n//go:cgo_import_dynamic getpid getpid "libc.so.6"\nfunc getpid()',
  ),
  'imports a library dynamically': goMain(
    'return nil, nil',
    '//go:cgo_import_dynamic _ _ "CANARY_FILE"',
  ),
  'declares a function in assembly': goMain('return secret(), nil', 'func secret() int'),
  'links to the start of a process': goMain(
    'return fork(), nil',
    'import _ "unsafe"\n//go:linkname fork syscall.forkExec\nfunc fork() int',
  ),
  'links to a function that is pushed to nobody': goMain(
    'return nil, nil',
    'import _ "unsafe"\n//go:linkname main.weftRun os.ReadFile',
  ),
  'exports over the harness': goMain('return nil, nil', '//go:wasmexport _start\nfunc start() {}'),
  'defines what the harness defines': goMain(
    'return nil, nil',
    'func main() {}\nfunc weftRun() [][]byte { return nil }',
  ),
  'asks for another toolchain': `//go:build go1.99\n// toolchain go1.99\n${GO_ALIVE}`,
  'is for another system': `//go:build linux && amd64\n${GO_ALIVE}`,
  'is ignored': `//go:build ignore\n${GO_ALIVE}`,
  'sets debug options': `//go:debug execerrdot=0\n//go:debug zip=CANARY_FILE\n${GO_ALIVE}`,
  'says that its lines are those of a file': `//line CANARY_FILE:1\n${goMain('return {{', '')}`,
  'says that its lines are those of the harness': goMain(
    '/*line weft_harness.go:1*/ return nope, nil',
  ),
  'is a test': `package main_test\n${GO_ALIVE}`,
  'is another package': GO_ALIVE.replace('package main', 'package other'),
  'has no package at all': '\u0000\u0001\u0002',
  'begins with a mark of order': `\ufeff${GO_ALIVE}`,
  'is a workspace file': 'go 1.21\nuse CANARY_FOLDER\nreplace program => CANARY_FOLDER',
  'has a tag that looks like an option': goMain(
    'return nil, nil',
    '//go:build -toolexec=CANARY_FILE',
  ),
  'is a bomb of data': goMain('return big[5], nil', 'var big = [1<<27]byte{1<<27 - 1: 1}'),
  'is a larger bomb of data': goMain('return big[5], nil', 'var big = [1<<31]byte{1<<31 - 1: 1}'),
  'is a bomb of variables': goMain(
    'for i := range big { big[i] = byte(i) }\nreturn big[len(inputs)], nil',
    'var big [1<<30]byte',
  ),
  'is a bomb of constants': goMain(
    'return nil, nil',
    'const a = 1 << 100000\nconst b = a * a * a * a',
  ),
  'is a bomb of texts': goMain(
    'return len(g), nil',
    'const a = "xxxxxxxxxxxxxxxx"\nconst b = a+a+a+a+a+a+a+a+a+a+a+a+a+a+a+a\nconst c = b+b+b+b+b+b+b+b+b+b+b+b+b+b+b+b\nconst d = c+c+c+c+c+c+c+c+c+c+c+c+c+c+c+c\nconst e = d+d+d+d+d+d+d+d+d+d+d+d+d+d+d+d\nconst f = e+e+e+e+e+e+e+e+e+e+e+e+e+e+e+e\nconst g = f+f+f+f+f+f+f+f+f+f+f+f+f+f+f+f',
  ),
  'is a bomb of types': goMain(
    'var x t0; return x, nil',
    Array.from({ length: 40 }, (_, n) => `type t${n} struct { a, b t${n + 1} }`).join('\n') +
      '\ntype t40 int',
  ),
  'is a bomb of generics': goMain(
    'grow[int](20); return nil, nil',
    'type pair[A, B any] struct { a A; b B }\nfunc grow[T any](n int) { if n > 0 { grow[pair[T, T]](n - 1) } }',
  ),
  'is a bomb of brackets': goMain(`return ${'('.repeat(50_000)}1${')'.repeat(50_000)}, nil`),
  'is a circle of types': goMain('return nil, nil', 'type a b\ntype b a\ntype c [len(c{})]int'),
  'is a bomb of inlining': goMain(
    'return f19(1), nil',
    Array.from(
      { length: 20 },
      (_, n) => `func f${n}(x int) int { return ${n === 0 ? 'x' : `f${n - 1}(x)+f${n - 1}(x+1)`} }`,
    ).join('\n'),
  ),
}
