import type { Dialect } from '../../code-runner.contract.js'

export const python: Dialect = {
  language: 'python3',
  echo: 'def main(**inputs):\n    return {"echo": inputs}',
  add: 'def main(a, b):\n    return {"sum": a + b}',
  otherTypes: `
def main(kind):
    return {"list": [1, 2], "text": "plain", "nothing": None}[kind]
`,
  leaveTraces: `
import builtins, json, os, sys, tempfile
def main():
    found = []
    if hasattr(builtins, "trace"): found.append("builtins")
    if hasattr(json, "trace"): found.append("module")
    if "TRACE" in os.environ: found.append("environment")
    if os.path.exists("/tmp/trace"): found.append("file")
    if "trace" in sys.modules: found.append("sys.modules")
    builtins.trace = json.trace = sys.modules["trace"] = 1
    os.environ["TRACE"] = "1"
    open("/tmp/trace", "w").write("x")
    return {"found": found}
`,
  print: `
import sys
def main():
    print("to stdout")
    print("to stderr", file=sys.stderr)
    return {}
`,
  printMuch: `
import sys
def main():
    print("x" * 1000000)
    print("y" * 1000000, file=sys.stderr)
    return {}
`,
  raise: 'def main():\n    if True:\n        raise LookupError("told you so")',
  raisedType: 'LookupError',
  broken: 'def main():\n    return {{\n',
  withoutMain: 'def other():\n    return {}',
  endless: 'def main():\n    while True: pass',
  endlessNative: 'def main():\n    return {"n": sum(range(10 ** 14))}',
  memoryBomb:
    'def main():\n    kept = []\n    while True: kept.append("x" * 100_000 + str(len(kept)))',
  recursion: 'def main():\n    return main()',
  textOfLength: 'def main(length):\n    return {"text": "x" * length}',
  deep: `
def main(depth):
    value = []
    for _ in range(depth): value = [value]
    return {"value": value}
`,
  circular: 'def main():\n    value = []\n    value.append(value)\n    return {"value": value}',
  notFinite: 'def main():\n    return {"nan": float("nan"), "infinity": float("inf")}',
  unserialisable: 'import datetime\ndef main():\n    return {"value": datetime.datetime.now()}',
  tampering: `
import builtins, json, sys, io
json.dumps = lambda *a, **k: '{"answer": 0}'
json.loads = lambda *a, **k: {}
sys.stdout = io.StringIO()
builtins.open = None
builtins.print = None
def main(a):
    return {"answer": 41 + a}
`,
}
