"""Requests and responses."""
import datetime
import io
import json as _json

import weft_network as _network

from . import exceptions
from .structures import CaseInsensitiveDict


class PreparedRequest:
    def __init__(self, method, url, headers, body):
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body


class Request:
    def __init__(self, method=None, url=None, headers=None, files=None, data=None, params=None,
                 auth=None, cookies=None, json=None):
        self.method = method
        self.url = url
        self.headers = headers
        self.files = files
        self.data = data
        self.params = params
        self.auth = auth
        self.cookies = cookies
        self.json = json

    def prepare(self):
        headers = CaseInsensitiveDict(
            {name: value for name, value in (self.headers or {}).items() if value is not None})
        try:
            body, kind = _network.body_of(self.data, self.json, self.files)
        except ValueError as error:
            raise exceptions.InvalidJSONError(error) from None
        if kind is not None:
            headers.setdefault('Content-Type', kind)
        if self.cookies and 'Cookie' not in headers:
            headers['Cookie'] = '; '.join('%s=%s' % pair for pair in dict(self.cookies).items())
        prepared = PreparedRequest(self.method.upper(), address(self.url, self.params), headers, body)
        return authorised(prepared, self.auth)


def address(url, params):
    url = (url.decode() if isinstance(url, bytes) else str(url)).lstrip()
    scheme, mark, _ = url.partition(':')
    if not mark or '/' in scheme:
        raise exceptions.MissingSchema(
            'Invalid URL %r: No scheme supplied. Perhaps you meant https://%s?' % (url, url))
    if scheme.lower() not in ('http', 'https'):
        raise exceptions.InvalidSchema('No connection adapters were found for %r' % url)
    return _network.quote_url(_network.with_params(url, params))


def authorised(prepared, auth):
    if isinstance(auth, (tuple, list)) and len(auth) == 2:
        prepared.headers['Authorization'] = _network.basic_auth(*auth)
    elif callable(auth):
        return auth(prepared)
    return prepared


class Response:
    def __init__(self, answer=None, request=None):
        self.request = request
        self.history = []
        self.encoding = None
        self.reason = ''
        if answer is None:
            return
        self.status_code = answer.status
        self.headers = CaseInsensitiveDict(answer.headers)
        self.url = answer.url
        self.elapsed = datetime.timedelta(seconds=answer.seconds)
        self.encoding = encoding_of(self.headers)
        self.reason = _network.reason_of(answer.status)
        self.cookies = Cookies(_network.cookies_of(answer.headers))
        self._content = answer.content

    def __repr__(self):
        return '<Response [%s]>' % self.status_code

    def __bool__(self):
        return self.ok

    def __iter__(self):
        return self.iter_content(128)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    @property
    def content(self):
        return self._content

    @property
    def raw(self):
        return io.BytesIO(self._content)

    @property
    def ok(self):
        return self.status_code < 400

    @property
    def is_redirect(self):
        return 'location' in self.headers and self.status_code in (301, 302, 303, 307, 308)

    @property
    def apparent_encoding(self):
        try:
            self._content.decode('utf-8')
            return 'utf-8'
        except UnicodeDecodeError:
            return 'ISO-8859-1'

    @property
    def text(self):
        try:
            return self._content.decode(self.encoding or self.apparent_encoding, 'replace')
        except LookupError:
            return self._content.decode('utf-8', 'replace')

    def json(self, **options):
        try:
            text = self._content.decode('utf-8')
        except UnicodeDecodeError:
            text = self.text
        try:
            return _json.loads(text, **options)
        except _json.JSONDecodeError as error:
            raise exceptions.JSONDecodeError(
                error.msg, error.doc, error.pos, response=self) from None

    def iter_content(self, chunk_size=1, decode_unicode=False):
        content = self.text if decode_unicode else self._content
        size = chunk_size or max(len(content), 1)
        return (content[start:start + size] for start in range(0, len(content), size))

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        content = self.text if decode_unicode else self._content
        return iter(content.split(delimiter) if delimiter else content.splitlines())

    def raise_for_status(self):
        if self.status_code < 400:
            return
        whose = 'Client' if self.status_code < 500 else 'Server'
        raise exceptions.HTTPError('%s %s Error: %s for url: %s' % (
            self.status_code, whose, self.reason, self.url), response=self)

    def close(self):
        pass


class Cookies(dict):
    def get_dict(self):
        return dict(self)

    def set(self, name, value, **rest):
        self[name] = value


def encoding_of(headers):
    charset = _network.charset_of(headers)
    if charset is not None:
        return charset
    kind = headers.get('content-type', '')
    if 'application/json' in kind:
        return 'utf-8'
    return 'ISO-8859-1' if kind.startswith('text/') else None
