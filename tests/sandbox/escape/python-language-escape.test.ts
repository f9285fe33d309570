import { describeEscapes } from './escape-suite.js'

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
    // tampering after the start
    'replaces every builtin': `
import builtins
for name in dir(builtins):
    if not name.startswith("__"):
        try: setattr(builtins, name, None)
        except Exception: pass
def main(): return {"found": 1}
`,
    'replaces functions of the runner': `
import gc, types
for f in gc.get_objects():
    if isinstance(f, types.FunctionType) and f.__code__.co_filename == "/lib/runner.py":
        f.__code__ = (lambda *a, **k: b'{"output":{"forged":1},"floats":[]}').__code__
def main(): return {"found": 1}
`,
    'replaces the globals of the runner': `
import sys
frame = sys._getframe()
while frame.f_back: frame = frame.f_back
for name in ("encode", "floats", "describe", "write"): frame.f_globals[name] = lambda *a: b"ESC" + b"APED"
def main(): return {"found": 1}
`,
    'replaces os.write and os.open': `
import os
os.write = lambda fd, data: len(data)
os.open = lambda *a: 99
def main(): return {"found": 1}
`,
    'removes every module': 'import sys\nsys.modules.clear()\ndef main(): return {"found": 1}',
    'deletes the standard library': `
import os
for f in ("/lib/python313.zip", "/lib/runner.py"):
    os.unlink(f)
def main(): return {"found": os.listdir("/lib")}
`,
    'writes its own standard library': `
import sys
open("/tmp/json.py", "w").write("raise SystemExit('x')")
sys.path.insert(0, "/tmp")
sys.modules.pop("json")
import json
def main(): return {}
`,
    'replaces the devices': `
import os
for device in ("/dev/answer", "/dev/analysis", "/dev/network"):
    os.unlink(device)
    open(device, "w").write("x")
def main(): return {"found": 1}
`,
    'closes the answer before it is written': `
import os
fd = os.open("/dev/answer", os.O_WRONLY)
os.close(fd)
def main(): return {"found": 1}
`,
    'swaps the standard streams': `
import os, sys
os.dup2(os.open("/dev/null", os.O_RDWR), 1)
os.dup2(os.open("/dev/null", os.O_RDWR), 0)
sys.stdin = sys.__stdin__ = None
def main(): return {"found": os.read(0, 10).decode()}
`,
    'runs on after its answer': `
import os
class Late:
    def __init__(self, value): self.value = value
def main():
    fd = os.open("/dev/answer", os.O_WRONLY)
    os.write(fd, b'{"output": {"first": 1}}')
    os.close(fd)
    while True: open("CANARY_FILE").read()
`,
    'writes two answers': `
import os
def main():
    for n in (1, 2):
        fd = os.open("/dev/answer", os.O_WRONLY)
        os.write(fd, b'{"output": %d}' % n)
        os.close(fd)
`,
    'answers with numbers that overflow': main(`
import os
fd = os.open("/dev/answer", os.O_WRONLY)
os.write(fd, b'{"output": 1e999, "floats": []}')
os.close(fd)`),
    'answers with names of prototypes': main(`
import os
fd = os.open("/dev/answer", os.O_WRONLY)
os.write(fd, b'{"__proto__": {"output": 1}, "constructor": 1, "output": {"__proto__": {"x": 1}}}')
os.close(fd)`),
    'answers with bytes that are no text': main(`
import os
fd = os.open("/dev/answer", os.O_WRONLY)
os.write(fd, b'{"output": "\\xff\\xfe\\xed\\xa0\\x80"}')
os.close(fd)`),

    // import machinery and loaders
    'loads a module with its own loader': main(`
import importlib.util, importlib.machinery
spec = importlib.machinery.ModuleSpec("evil", importlib.machinery.SourceFileLoader("evil", "CANARY_FILE"))
found = importlib.util.module_from_spec(spec)
spec.loader.exec_module(found)`),
    'reads a source line of a file': from('__import__("linecache").getlines("CANARY_FILE")'),
    'runs a file as a program': from('__import__("runpy").run_path("CANARY_FILE")'),
    'imports from an archive of the host': main(`
import sys, zipimport
found = zipimport.zipimporter("CANARY_FOLDER")`),
    'finds files with glob and pathlib': main(`
import glob, pathlib
found = glob.glob("CANARY_FOLDER/*") + [str(p) for p in pathlib.Path("CANARY_FOLDER").rglob("*")] + glob.glob("/home/*/*")`),
    'copies the canary with shutil': from('__import__("shutil").copy("CANARY_FILE", "/tmp/x")'),
    'opens the canary in a database': from('__import__("dbm.dumb").dumb.open("CANARY_FILE")'),
    'reads configuration from the canary': main(`
import configparser
c = configparser.ConfigParser()
found = c.read("CANARY_FILE")`),
    'reads the canary as an XML entity': main(`
import xml.etree.ElementTree as tree
text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file://CANARY_FILE">]><a>&x;</a>'
found = tree.fromstring(text).text`),
    'expands an XML bomb': main(`
import xml.etree.ElementTree as tree
entities = "".join('<!ENTITY e%d "%s">' % (n, "&e%d;" % (n - 1) * 10) for n in range(1, 12))
found = len(tree.fromstring('<!DOCTYPE a [<!ENTITY e0 "x">%s]><a>&e11;</a>' % entities).text)`),
    'asks who and where it is': main(`
import getpass, os, platform, socket, sys
found = []
for ask in (os.getlogin, getpass.getuser, platform.node, socket.gethostname, os.uname, os.getuid, os.cpu_count):
    try: found.append(str(ask()))
    except Exception as error: found.append(type(error).__name__)`),
    'looks for a wider system': main(`
import os
found = [p for p in ("/proc", "/sys", "/etc/hosts", "/root", "/var", "/usr/bin") if os.path.exists(p) and os.listdir(p)] if True else []`),

    // interpreter internals
    'walks from a generator frame': main(`
g = (x for x in [1])
frame = g.gi_frame
found = []
while frame:
    found.append(sorted(frame.f_globals)[:20])
    frame = frame.f_back`),
    'walks from a coroutine': main(`
async def c(): pass
o = c()
found = [o.cr_frame.f_globals.get("__file__"), o.cr_frame.f_builtins["open"]("CANARY_FILE").read()]`),
    'finds modules through warnings': from(
      '[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == "catch_warnings"][0]()._module.__builtins__["open"]("CANARY_FILE").read()',
    ),
    'formats through globals': main(`
class A:
    def __init__(self): pass
found = "{0.__init__.__globals__}".format(A())`),
    'formats with a map': from(
      '"%(x)s" % __builtins__ if isinstance(__builtins__, dict) else "{0.open}".format(__builtins__)',
    ),
    'uses an f-string to import': from("f\"{__import__('os').listdir('CANARY_FOLDER')}\""),
    'compiles code that is not a file': main(
      'exec(compile("found = open(\'CANARY_FILE\').read()", "x", "exec"))',
    ),
    'makes a function with foreign globals': main(`
import types
f = types.FunctionType(compile("open('CANARY_FILE').read()", "x", "eval"), {"open": open})
found = f()`),
    'unpickles by opcode': main(`
import pickle
found = pickle.loads(b"cposix\\nsystem\\n(S'cat CANARY_FILE'\\ntR.")
assert found != 0
found = "refused"`),
    'unmarshals broken code': main('import marshal\nfound = marshal.loads(b"c" + b"\\xff" * 200)'),
    'compares with an object that never ends': main(`
class E:
    def __eq__(self, other):
        while True: pass
found = E() == 1`),
    'returns a map whose keys fight back': `
class K(str):
    def __hash__(self): return 1
    def encode(self, *a): raise SystemExit
def main(): return {K("a"): K("b"), "c": type("F", (float,), {"is_integer": lambda self: 1 / 0})(1.0)}
`,
    'returns a list that grows while it is written': `
class Grow(list):
    def __iter__(self):
        while True: yield 1
def main(): return {"found": Grow([1])}
`,
    'returns itself as a dict of dicts': 'def main():\n    d = {}\n    d["d"] = d\n    return d',
    'raises while it is described': `
class E(BaseException):
    def __str__(self): raise E()
    def __getattribute__(self, name): raise E()
def main(): raise E()
`,
    'raises a chain of causes': main(`
error = None
for n in range(100000):
    new = ValueError(str(n))
    new.__cause__ = error
    error = new
raise error`),
    'raises an exception group': main(
      'raise ExceptionGroup("x", [ValueError("a" * 10000)] * 1000)',
    ),
    'names a line that is not there': `
code = compile("def main():\\n    raise ValueError('x')", "<code>", "exec")
exec(code.replace(co_firstlineno=2**31 - 1))
`,
    'uses surrogates and null characters':
      'def main():\n    return {"\\x00\\ud800": "\\udfff\\x00", "": "\\u202e"}',

    // the host's health
    'hashes collide': main(`
found = len({int(2**61 - 1) * n: n for n in range(200000)})`),
    'converts a huge number': main(
      'import sys\nsys.set_int_max_str_digits(0)\nfound = len(str(1 << 20000000))',
    ),
    'makes a huge list of nothing': main('found = [None] * (1 << 30)'),
    'makes a deep tuple and hashes it': main(
      't = ()\nfor _ in range(1000000): t = (t,)\nfound = hash(t)',
    ),
    'parses deep code': main('found = eval("(" * 100000 + ")" * 100000)'),
    'parses endless code': main('found = compile("x = 1\\n" * 5000000, "x", "exec")'),
    'copies without end': main(
      'import copy\nfound = []\nwhile True: found = [copy.deepcopy(found), found]',
    ),
    'blocks every signal': main(
      'import signal\nfound = signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))',
    ),
    'catches its own end': `
def main():
    while True:
        try:
            while True: pass
        except BaseException: pass
`,
    'catches every memory error': `
def main():
    kept = []
    while True:
        try:
            while True: kept.append(bytearray(1 << 16))
        except MemoryError: pass
`,
    'allocates in many small pieces': main('found = [object() for _ in range(10 ** 8)]'),
    'grows a file by seeking': main(`
import os
fd = os.open("/tmp/x", os.O_RDWR | os.O_CREAT)
for at in range(0, 1 << 40, 1 << 30): os.pwrite(fd, b"x", at)`),
    'prints bytes that are no text without end': main(`
import os
while True: os.write(1, b"\\xff\\xfe\\x00" * 100000)`),
    'opens its answer without end': main(`
import os
found = [os.open("/dev/null", os.O_RDONLY) for _ in range(100000)]`),
    'sleeps in a finaliser': `
import time
class S:
    def __del__(self): time.sleep(1000)
def main():
    s = S()
    return {"found": 1}
`,
  },
})
