import { describeEscapes, describeTraces } from './escape-suite.js'

const look = (expression: string, imports = '') =>
  `${imports}\ndef main():\n    return {"found": ${expression}}`

describeTraces({
  ids: 'T-A5, T-A6',
  language: 'python3',
  pairs: {
    'a builtin': [
      'import builtins\nbuiltins.left = 1\ndef main(): return {}',
      look('[1] if "left" in dir(__builtins__) else []'),
    ],
    'a module attribute': [
      'import json\njson.left = 1\ndef main(): return {}',
      look('[1] if hasattr(json, "left") else []', 'import json'),
    ],
    'a fake module': [
      'import sys\nsys.modules["left"] = sys\ndef main(): return {}',
      look('[m for m in sys.modules if m == "left"]', 'import sys'),
    ],
    'an environment variable': [
      'import os\nos.environ["LEFT"] = "1"\nos.putenv("LEFT", "1")\ndef main(): return {}',
      look('[k for k in os.environ if k == "LEFT"]', 'import os'),
    ],
    files: [
      'import os\nfor f in ("/tmp/left", "/lib/left.py", "/lib/packages/left.py", "/home/web_user/left"):\n    open(f, "w").write("x")\ndef main(): return {}',
      look(
        '[f for f in ("/tmp/left", "/lib/left.py", "/lib/packages/left.py", "/home/web_user/left") if os.path.exists(f)]',
        'import os',
      ),
    ],
    'a changed package of ours': [
      'open("/lib/packages/requests/__init__.py", "w").write("left = 1")\ndef main(): return {}',
      look('[1] if hasattr(requests, "left") else []', 'import requests'),
    ],
    'a changed runner': [
      'for f in ("/lib/runner.py", "/lib/analysis.py"): open(f, "w").write("raise SystemExit")\ndef main(): return {}',
      look('[]'),
    ],
    'an import hook': [
      'import sys\nsys.meta_path.insert(0, 1)\nsys.path.insert(0, "/left")\ndef main(): return {}',
      look('[p for p in sys.path + sys.meta_path if p in (1, "/left")]', 'import sys'),
    ],
    'a trace function': [
      'import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\ndef main(): return {}',
      look('[f for f in (sys.gettrace(), sys.getprofile()) if f]', 'import sys'),
    ],
    'a seeded random generator': [
      'import random\nrandom.seed(1)\ndef main(): return {}',
      look('[1] if random.random() == 0.13436424411240122 else []', 'import random'),
    ],
    'another working folder': [
      'import os\nos.chdir("/tmp")\ndef main(): return {}',
      look('[1] if os.getcwd() == "/tmp" else []', 'import os'),
    ],
    'a half-said word on the network device': [
      'import os\nfd = os.open("/dev/network", os.O_RDWR)\nos.write(fd, b"left")\ndef main(): return {}',
      look(
        '[1] if b"left" in os.read(os.open("/dev/network", os.O_RDWR), 200) else []',
        'import os',
      ),
    ],
    'an exit handler': [
      'import atexit\natexit.register(lambda: 1 / 0)\ndef main(): return {}',
      look('[1] if atexit._ncallbacks() > 5 else []', 'import atexit'),
    ],
    'a locale and a time zone': [
      'import os, time\nos.environ["TZ"] = "LEFT5"\ntime.tzset()\ndef main(): return {}',
      look('[n for n in time.tzname if n == "LEFT"]', 'import time'),
    ],
    'a recursion limit': [
      'import sys\nsys.setrecursionlimit(123)\ndef main(): return {}',
      look('[1] if sys.getrecursionlimit() == 123 else []', 'import sys'),
    ],
  },
})

const main = (body: string) => {
  const lines = body.trim().split('\n')
  return `def main():\n    found = None\n${lines.map((line) => `    ${line}`).join('\n')}\n    return {"found": repr(found)}`
}

describeEscapes({
  ids: 'T-A5: memory of another workspace',
  language: 'python3',
  alive: 'def main():\n    return {"alive": True}',
  victim:
    'def main(secret):\n    open("/tmp/secret", "w").write(secret * 100)\n    kept = [secret * 50 for _ in range(1000)]\n    return {"length": len(kept)}',
  programs: {
    'reads fresh byte arrays': main(
      'found = [b for b in (bytearray(1 << 20) for _ in range(20)) if any(b)]',
    ),
    'collects every object': main(
      'import gc\nfound = [o for o in gc.get_objects() if "canary" in repr(o)[:200]][:5]',
    ),
    'reads a mapping': main(
      'import mmap\nfound = [m for m in (mmap.mmap(-1, 1 << 20)[:] for _ in range(8)) if any(m)]',
    ),
    'reads files of others': main(`
import os
found = []
for folder, _, files in os.walk("/"):
    if folder.startswith(("/lib", "/proc", "/dev")): continue
    for name in files: found.append(open(os.path.join(folder, name), "rb").read(500))`),
    'reads the descriptors that are open': main(`
import os
found = []
for fd in range(3, 40):
    try: found.append(os.read(fd, 1000))
    except OSError: pass`),
    'reads an array it did not fill': main(
      'import array, itertools\na = array.array("B")\na.frombytes(bytes(1 << 20))\nfound = any(a)',
    ),
    'reads a truncated file that grows': main(`
f = open("/tmp/grown", "w+b")
f.truncate(1 << 20)
found = any(f.read())`),
    'reads beyond a memory view': main(`
view = memoryview(bytearray(8))
found = []
for at in (8, -9, 1 << 20, 1 << 40):
    try: found.append(view[at])
    except IndexError as error: found.append(str(error))`),
    'unpacks beyond a buffer': main('import struct\nfound = struct.unpack_from("4096s", b"x")'),
    'looks at interned texts': main(
      'import sys\nfound = sys.intern("canary-") is sys.intern("canary-x")',
    ),
  },
})
