"""Calls the user's `main` and describes what comes of it. What runs before and after it is in `local.py` and `remote.py`, one
of which is put behind it. Whatever the user's code does to this module it does to its own answer only: the interpreter
is thrown away afterwards, and what arrives is checked outside.

`json` and `b64decode` are there without an import, because Dify's runner leaves them there and published code has come
to rely on it.
"""
# What published code imports most is imported before there is a request, while nobody waits for it.
import base64, collections, copy, datetime, functools, hashlib, hmac, io, itertools, json, linecache, math, os
import random, re, string, sys, time, traceback, types, typing, unicodedata, urllib.parse, uuid

FILE = '<code>'
MAX_TEXT = 4000


def run(request):
    code = request['code']
    linecache.cache[FILE] = (len(code), None, code.splitlines(True), FILE)
    if request['policy'] is not None:
        analyse(code, request['policy'])
    runner = sys.modules['__main__']
    module = types.ModuleType('__main__')
    sys.modules['__main__'] = module
    scope = module.__dict__
    scope['__builtins__'] = runner.__builtins__
    dumps = json.dumps
    exec(compile(code, FILE, 'exec'), scope)
    scope.setdefault('json', json)
    scope.setdefault('b64decode', base64.b64decode)
    if 'main' not in scope:
        raise NameError("name 'main' is not defined")
    result = scope['main'](**request['inputs'])
    return b'{"output":' + encode(result, dumps) + b',"floats":' + encode(floats(result), dumps) + b'}'


def encode(value, dumps):
    try:
        text = dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        # Says what is wrong with anything but NaN and Infinity, a value that contains itself for one.
        dumps(value)
        value = without_nan(value)
        text = dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        return text.encode('utf-8')
    except UnicodeEncodeError:
        return dumps(value).encode('ascii')


def without_nan(value):
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {
            (None if isinstance(key, float) and not math.isfinite(key) else key): without_nan(item)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [without_nan(item) for item in value]
    return value


def floats(value):
    if not isinstance(value, dict):
        return []
    return [
        key for key, item in value.items()
        if isinstance(key, str) and isinstance(item, float) and item.is_integer()
    ]


def describe(error):
    line = None
    try:
        line = line_of(error)
        show(error)
    except BaseException:
        pass
    report = {'type': name_of(error), 'message': message_of(error), 'line': line}
    return json.dumps({'error': report}).encode('ascii')


def name_of(error):
    name = type.__dict__['__name__'].__get__(type(error))
    return name[:200]


def message_of(error):
    try:
        return str.__str__(str(error))[:MAX_TEXT]
    except BaseException:
        return ''


def line_of(error):
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return error.lineno
    line, frame = None, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == FILE:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def show(error):
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename != FILE:
        frame = frame.tb_next
    lines = traceback.format_exception(
        type(error), error, frame, limit=-20, chain=frame is not None)
    sys.stderr.write(''.join(lines))
