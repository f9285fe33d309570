"""The way out of the interpreter: a device that hands one request to the host and blocks until its answer is there. There
is no socket here; the host decides what is sent.
"""
import json as _json
import os as _os
import time as _time
import urllib.parse as _parse
import zlib as _zlib

_DEVICE = '/dev/network'


class NetworkError(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Answer:
    def __init__(self, status, headers, url, content, seconds):
        self.status = status
        self.headers = headers
        self.url = url
        self.content = content
        self.seconds = seconds


def send(method, url, headers, body=None, timeout=None, follow=True, verify=True):
    """`headers`: pairs. `timeout`: seconds, or None for the host's own limit. Raises NetworkError."""
    head = {
        'method': method.upper(),
        'url': url,
        'headers': [[str(name), _text(value)] for name, value in headers],
        'timeoutMs': None if timeout is None else max(timeout, 0.001) * 1000,
        'redirect': bool(follow),
        'verify': verify is not False,
    }
    started = _time.monotonic()
    reply, content = _exchange(_json.dumps(head).encode('ascii') + b'\n' + (body or b''))
    if 'message' in reply:
        raise NetworkError(reply['kind'], reply['message'])
    headers = reply['headers']
    content = _decoded(content, headers)
    return Answer(reply['status'], headers, reply['url'], content, _time.monotonic() - started)


def _exchange(request):
    device = _os.open(_DEVICE, _os.O_RDWR)
    try:
        view = memoryview(request)
        while len(view) > 0:
            view = view[_os.write(device, view):]
        chunks = []
        while chunk := _os.read(device, 1 << 20):
            chunks.append(chunk)
    finally:
        _os.close(device)
    head, _, content = b''.join(chunks).partition(b'\n')
    return _json.loads(head), content


def _decoded(content, headers):
    coding = headers.get('content-encoding', '').strip().lower()
    try:
        if coding in ('gzip', 'x-gzip'):
            return _zlib.decompress(content, 31)
        if coding == 'deflate':
            try:
                return _zlib.decompress(content)
            except _zlib.error:
                return _zlib.decompress(content, -15)
    except _zlib.error as error:
        raise NetworkError('decoding', 'The answer cannot be decompressed: %s' % error) from None
    return content


def _text(value):
    return value.decode('latin-1') if isinstance(value, (bytes, bytearray)) else str(value)


class Headers(dict):
    """A map whose keys are the same in any case."""

    def __init__(self, items=()):
        super().__init__()
        self.update(items or ())

    def __setitem__(self, key, value):
        super().__setitem__(self._known(key), value)

    def __getitem__(self, key):
        return super().__getitem__(self._known(key))

    def __delitem__(self, key):
        super().__delitem__(self._known(key))

    def __contains__(self, key):
        return super().__contains__(self._known(key))

    def get(self, key, default=None):
        return super().get(self._known(key), default)

    def pop(self, key, *default):
        return super().pop(self._known(key), *default)

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, items=(), **more):
        pairs = items.items() if hasattr(items, 'items') else items
        for key, value in pairs:
            self[key] = value
        for key, value in more.items():
            self[key] = value

    def copy(self):
        return Headers(self)

    def _known(self, key):
        if super().__contains__(key):
            return key
        lower = key.lower()
        for known in self:
            if known.lower() == lower:
                return known
        return key


def with_params(url, params):
    """The address with query parameters added: a map, pairs or text; a list is several values, None is none."""
    if params is None:
        return url
    query = params if isinstance(params, str) else urlencode(params)
    if isinstance(params, bytes):
        query = params.decode()
    if not query:
        return url
    address, mark, fragment = url.partition('#')
    joint = '&' if '?' in address else '?'
    return address + joint + query + mark + fragment


def urlencode(fields):
    pairs = fields.items() if hasattr(fields, 'items') else fields
    flat = []
    for key, value in pairs:
        values = value if isinstance(value, (list, tuple, set)) else [value]
        flat.extend((key, item) for item in values if item is not None)
    return _parse.urlencode(flat)


def quote_url(url):
    """Characters an address may not contain are escaped, what is escaped already stays."""
    return _parse.quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def body_of(data, json, files, dumps=_json.dumps):
    """The body and its content type; (None, None) when there is nothing to send."""
    if files:
        return multipart(data or {}, files)
    if data is None or data == {} or data == []:
        if json is None:
            return None, None
        return dumps(json, allow_nan=False).encode('utf-8'), 'application/json'
    if hasattr(data, 'read'):
        data = data.read()
    if isinstance(data, str):
        return data.encode('utf-8'), None
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data), None
    if hasattr(data, 'items') or isinstance(data, (list, tuple)):
        return urlencode(data).encode('ascii'), 'application/x-www-form-urlencoded'
    return b''.join(data), None


def multipart(data, files):
    boundary = _os.urandom(16).hex()
    parts = []
    for name, value in (data.items() if hasattr(data, 'items') else data):
        for item in value if isinstance(value, (list, tuple)) else [value]:
            parts.append(_part(boundary, 'name="%s"' % name, None, _bytes(item)))
    for name, file in (files.items() if hasattr(files, 'items') else files):
        filename, content, kind = _file(name, file)
        about = 'name="%s"' % name
        if filename is not None:
            about += '; filename="%s"' % filename
        parts.append(_part(boundary, about, kind, _bytes(content)))
    body = b''.join(parts) + b'--' + boundary.encode() + b'--\r\n'
    return body, 'multipart/form-data; boundary=' + boundary


def _part(boundary, about, kind, content):
    head = '--%s\r\nContent-Disposition: form-data; %s\r\n' % (boundary, about)
    if kind:
        head += 'Content-Type: %s\r\n' % kind
    return head.encode('utf-8') + b'\r\n' + content + b'\r\n'


def _file(name, file):
    if isinstance(file, (tuple, list)):
        filename, content, *rest = file
        return filename, content, rest[0] if rest else None
    path = getattr(file, 'name', None)
    return (_os.path.basename(path) if isinstance(path, str) else name), file, None


def _bytes(value):
    if hasattr(value, 'read'):
        value = value.read()
    return bytes(value) if isinstance(value, (bytes, bytearray)) else str(value).encode('utf-8')


def basic_auth(user, password):
    import base64
    pair = ('%s:%s' % (_text(user), _text(password))).encode('utf-8')
    return 'Basic ' + base64.b64encode(pair).decode('ascii')


def cookies_of(headers):
    """Cookies an answer sets, by name. The host joins several with a comma."""
    import re
    found = {}
    for cookie in re.split(r', (?=[^;,\s]+=)', headers.get('set-cookie', '')):
        pair = cookie.split(';', 1)[0]
        name, mark, value = pair.partition('=')
        if mark:
            found[name.strip()] = value.strip()
    return found


def charset_of(headers):
    import re
    found = re.search(r'charset=["\']?([\w.:-]+)', headers.get('content-type', ''), re.I)
    return found.group(1) if found else None


def reason_of(status):
    from http import HTTPStatus
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ''
