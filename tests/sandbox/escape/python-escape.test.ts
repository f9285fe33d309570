import { describeEscapes } from './escape-suite.js'

/** Wraps statements into `main` that returns what they find in `found`. */
const main = (body: string) => {
  const lines = body.trim().split('\n')
  return `def main():\n    found = None\n${lines.map((line) => `    ${line}`).join('\n')}\n    return {"found": repr(found)}`
}
const from = (expression: string) => main(`found = ${expression}`)

describeEscapes({
  ids: 'T-A6, T-A9',
  language: 'python3',
  alive: 'def main():\n    return {"alive": True}',
  programs: {
    // the host's files
    'opens the canary file': from('open("CANARY_FILE").read()'),
    'opens a file of the system': from('open("/etc/passwd").read()'),
    'lists folders of the host': from('__import__("os").listdir("CANARY_FOLDER")'),
    'walks the whole file system for secrets': main(`
import os
found = []
for folder, _, files in os.walk("/"):
    if folder.startswith("/lib"): continue
    for name in files:
        try: found.append((folder, name, open(os.path.join(folder, name), "rb").read(200)))
        except OSError: pass`),
    'climbs out with dots': from('open("../" * 40 + "CANARY_FILE").read()'),
    'follows a link to the canary': main(`
import os
os.symlink("CANARY_FILE", "/tmp/link")
found = open("/tmp/link").read()`),
    'reads the environment of the process': from('open("/proc/self/environ").read()'),
    'reads the command line and memory of the process': main(`
found = []
for name in ("cmdline", "maps", "mem", "status", "root", "cwd"):
    try: found.append(open("/proc/self/" + name, "rb").read(4096))
    except OSError as error: found.append(str(error))`),
    'opens every descriptor': main(`
import os
found = []
for fd in range(64):
    try: found.append((fd, os.read(fd, 100)))
    except OSError: pass`),
    'writes next to the canary': main(`
import os
os.makedirs("CANARY_FOLDER", exist_ok=True)
open("CANARY_FOLDER/planted", "w").write("x")
found = os.listdir("CANARY_FOLDER")`),
    'mounts something': from('__import__("os").mount("proc", "/proc")'),
    'changes its root': from('__import__("os").chroot("/")'),
    'uses a mapping of a device': main(`
import mmap, os
fd = os.open("/dev/urandom", os.O_RDWR)
found = mmap.mmap(fd, 4096)[:16]`),
    'makes a device node': main(`
import os
found = [os.mknod("/tmp/mem%d" % n, 0o020666, os.makedev(1, n)) for n in range(1, 12)]
found = [open("/tmp/mem%d" % n, "rb").read(64) for n in range(1, 12)]`),

    // the environment
    'reads environment variables': from('dict(__import__("os").environ)'),
    'reads environment variables as bytes': from('__import__("os").environb'),
    'reads one variable by name': from('__import__("os").getenv("WEFT_CANARY")'),
    'asks the C library for the environment': from('__import__("posix").environ'),

    // other processes
    'runs a shell': main(
      'import os\nfound = os.system("cat CANARY_FILE")\nassert found != 0\nfound = "refused"',
    ),
    'opens a pipe to a shell': from('__import__("os").popen("cat CANARY_FILE").read()'),
    'starts a process': from(
      '__import__("subprocess").run(["cat", "CANARY_FILE"], capture_output=True)',
    ),
    'starts a shell': from('__import__("subprocess").check_output("env", shell=True)'),
    forks: from('__import__("os").fork()'),
    spawns: from('__import__("os").posix_spawn("/bin/cat", ["cat", "CANARY_FILE"], {})'),
    'replaces the process': from('__import__("os").execv("/bin/cat", ["cat", "CANARY_FILE"])'),
    'kills the parent': main(`
import os, signal
found = [os.getppid(), os.getpid()]
for pid in (os.getppid(), os.getpid(), 1, -1):
    try: os.kill(pid, signal.SIGKILL)
    except (OSError, AttributeError) as error: found.append(str(error))`),
    'uses multiprocessing': from('__import__("multiprocessing").Process(target=print).start()'),
    'starts threads': from('__import__("threading").Thread(target=print).start()'),

    // the network
    'connects a socket': main(`
import socket
s = socket.create_connection(("127.0.0.1", CANARY_PORT), timeout=1)
found = s.recv(10)`),
    'connects a raw socket': main(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_RAW)
found = s`),
    'connects by the low-level module': main(`
import _socket
s = _socket.socket(2, 1)
s.setblocking(False)
found = s.connect_ex(("127.0.0.1", CANARY_PORT))`),
    listens: main(`
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen()
found = s.getsockname()`),
    'fetches a URL': from(
      '__import__("urllib.request").request.urlopen("CANARY_URL", timeout=1).read()',
    ),
    'fetches with http.client': main(`
import http.client
c = http.client.HTTPConnection("127.0.0.1", CANARY_PORT, timeout=1)
c.request("GET", "/")
found = c.getresponse().read()`),
    'looks up a name': from('__import__("socket").getaddrinfo("localhost", 80)'),
    'sends a datagram': main(`
import socket
found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", CANARY_PORT))`),

    // bridges into the engine around it
    'imports a bridge to JavaScript': main(`
found = []
for name in ("js", "pyodide", "_pyodide_core", "pyodide_js", "emscripten", "_emscripten", "_jb_http"):
    try:
        found.append(__import__(name))
        found.append("ESCAPED")
    except ImportError as error: found.append(str(error))`),
    'loads a shared library': from('__import__("ctypes").CDLL(None).system(b"id")'),
    'imports the low-level ctypes': from('__import__("_ctypes").dlopen(None, 2)'),
    'imports a native extension from a file': main(`
import importlib.machinery, importlib.util
open("/tmp/evil.so", "wb").write(b"\\0asm\\x01\\0\\0\\0")
loader = importlib.machinery.ExtensionFileLoader("evil", "/tmp/evil.so")
found = importlib.util.module_from_spec(importlib.util.spec_from_loader("evil", loader))`),
    'asks what runs it': from(
      '(__import__("sys")._emscripten_info, __import__("platform").uname())',
    ),
    'finds host paths in the interpreter': from(
      '(__import__("sys").path, __import__("sys").argv, __import__("sys").executable, __import__("sys").orig_argv)',
    ),

    // tricks of the language
    'walks to loaded classes': from(
      '[c.__name__ for c in ().__class__.__base__.__subclasses__() if "Popen" in c.__name__ or "Loader" in c.__name__]',
    ),
    'uses a loader class it found': main(`
loaders = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == "FileLoader"]
found = loaders[0]("x", "CANARY_FILE").get_data("CANARY_FILE")`),
    'walks traceback frames to the runner': main(`
import sys
try: 1 / 0
except ZeroDivisionError as error: frame = error.__traceback__.tb_frame
found = []
while frame:
    found.append((frame.f_code.co_filename, sorted(frame.f_globals)[:40]))
    frame = frame.f_back`),
    'formats its way through attributes': from('"{0.__class__.__base__.__subclasses__}".format(1)'),
    'raises an exception whose text runs code': `
class Evil(Exception):
    def __str__(self):
        return open("CANARY_FILE").read()
    __repr__ = __str__
def main():
    raise Evil()
`,
    'raises an exception whose class lies': `
class Meta(type):
    __name__ = property(lambda self: open("CANARY_FILE").read())
class Evil(Exception, metaclass=Meta): pass
def main():
    raise Evil("x")
`,
    'unpickles a command': main(`
import pickle
class Run:
    def __reduce__(self): return (__import__("os").system, ("cat CANARY_FILE",))
found = pickle.loads(pickle.dumps(Run()))
assert found != 0
found = "refused"`),
    'hides its words in other letters': main('import 𝓸𝓼\nfound = 𝓸𝓼.listdir("CANARY_FOLDER")'),
    'crafts byte code': main(`
def f(): pass
code = f.__code__.replace(co_code=bytes([124, 255] * 200), co_nlocals=0)
found = type(f)(code, {})()`),
    'collects the objects of the runner': main(`
import gc
found = [o for o in gc.get_objects() if isinstance(o, dict) and "code" in o and "inputs" in o][:1]
found = len(found)`),
    'debugs itself with a trace function': main(`
import sys
seen = []
sys.settrace(lambda frame, event, arg: seen.append(frame.f_code.co_filename))
sys.setprofile(lambda *a: None)
found = seen`),

    // the way the answer takes
    'forges an answer on the device': main(`
import os
fd = os.open("/dev/answer", os.O_WRONLY)
os.write(fd, b'{"output": {"forged": true}, "floats": [1, {}], "stdout": "x"}')
os.close(fd)`),
    'writes garbage to the device': main(`
import os
fd = os.open("/dev/answer", os.O_WRONLY)
os.write(fd, b"[" * 1000000)
os.close(fd)`),
    'fills the device': main(`
import os
fd = os.open("/dev/answer", os.O_WRONLY)
while True: os.write(fd, b"x" * 1000000)`),
    'writes an error that is none to the device': main(`
import os
fd = os.open("/dev/answer", os.O_WRONLY)
os.write(b'{"error": {"type": 1, "message": {"a": 1}, "line": "x"}}' and fd, b'{"error": {"type": 1, "message": [], "line": -1}}')
os.close(fd)`),
    'prints what looks like a result': main('print("<<RESULT>>{}<<RESULT>>")\nfound = 1'),
    'reads the request again': main(`
import os, sys
found = (os.path.exists("/run/request.json"), sys.stdin.read(), os.read(0, 10))`),

    // the host's health
    'exits the process': 'import os\ndef main():\n    os._exit(0)',
    aborts: 'import os\ndef main():\n    os.abort()',
    'raises a signal': 'import signal\ndef main():\n    signal.raise_signal(signal.SIGSEGV)',
    'exits politely': 'import sys\ndef main():\n    sys.exit("bye")',
    'exits while loading': 'raise SystemExit(1)',
    'faults on purpose': 'import faulthandler\ndef main():\n    faulthandler._sigsegv()',
    'overruns the stack':
      'import sys\nsys.setrecursionlimit(2**31 - 1)\ndef main():\n    return main()',
    'overruns the stack in C': main(
      'value = []\nfor _ in range(1000000): value = [value]\nfound = value',
    ),
    'takes all memory': main('found = []\nwhile True: found.append(bytearray(1 << 20))'),
    'takes all memory at once': main('found = bytearray(1 << 31)'),
    'takes memory again and again': main(`
for _ in range(1000):
    try: found = "x" * (1 << 30)
    except MemoryError: pass
found = 1`),
    'fills the disk': main('f = open("/tmp/x", "wb")\nwhile True: f.write(b"x" * (1 << 20))'),
    'makes a huge sparse file': main(`
f = open("/tmp/x", "wb")
f.seek(1 << 40)
f.write(b"x")`),
    'truncates to a huge file': main('open("/tmp/x", "wb").truncate(1 << 30)'),
    'makes endless files': main(
      'import os\nn = 0\nwhile True:\n    n += 1\n    os.mkdir("/tmp/%d" % n)',
    ),
    'makes long links': main(
      'import os\nn = 0\nwhile True:\n    n += 1\n    os.symlink("x" * 4000, "/tmp/%d" % n)',
    ),
    'opens endless descriptors': main('found = []\nwhile True: found.append(open("/dev/null"))'),
    'prints without end': main('while True: print("x" * 10000)'),
    'waits without end': main('import time\ntime.sleep(10 ** 6)'),
    'waits for input': main('found = input()'),
    'waits on poll': main('import select\nfound = select.select([0], [], [], None)'),
    'loops in a regular expression': main('import re\nfound = re.match(r"(a+)+$", "a" * 64 + "b")'),
    'computes a huge power': main('found = len(str(9 ** 9 ** 9))'),
    'unpacks a bomb': main(`
import zlib
found = len(zlib.decompress(zlib.compress(b"0" * (1 << 24)) * 1, bufsize=1 << 31))`),
    'closes every descriptor': main('import os\nos.closerange(0, 4096)\nfound = 1'),
    'leaves a thread-like finaliser': `
import atexit
class Late:
    def __del__(self):
        while True: pass
keep = Late()
atexit.register(lambda: [None for _ in iter(int, 1)])
def main():
    return {"done": 1}
`,
    'names files after prototypes': main(`
import os
for name in ("__proto__", "constructor", "toString", "hasOwnProperty", "prototype"):
    os.mkdir("/tmp/" + name)
    open("/tmp/" + name + "/__proto__", "w").write("ESC" + "APED" if False else "x")
found = sorted(os.listdir("/tmp"))`),
    'returns names of prototypes':
      'def main():\n    return {"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
  },
})
