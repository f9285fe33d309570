"""The common part of `httpx`, over the network the host lends to this program: functions, `Client`, responses and errors.
Answers are read whole. There is no event loop here, so there is no `AsyncClient`.
"""
import datetime as _datetime
import json as _json
from urllib.parse import urljoin as _urljoin

import weft_network as _network
from weft_network import Headers

__version__ = '0.28'


class HTTPError(Exception):
    def __init__(self, message, *, request=None):
        super().__init__(message)
        self.request = request


class RequestError(HTTPError):
    pass


class TransportError(RequestError):
    pass


class TimeoutException(TransportError):
    pass


class ConnectTimeout(TimeoutException):
    pass


class ReadTimeout(TimeoutException):
    pass


class NetworkError(TransportError):
    pass


class ConnectError(NetworkError):
    pass


class ReadError(NetworkError):
    pass


class UnsupportedProtocol(TransportError):
    pass


class DecodingError(RequestError):
    pass


class TooManyRedirects(RequestError):
    pass


class HTTPStatusError(HTTPError):
    def __init__(self, message, *, request, response):
        super().__init__(message, request=request)
        self.response = response


class InvalidURL(Exception):
    pass


_ERRORS = {
    'timeout': ReadTimeout,
    'redirects': TooManyRedirects,
    'decoding': DecodingError,
    'too-large': ReadError,
}


class Timeout:
    def __init__(self, timeout=5.0, *, connect=None, read=None, write=None, pool=None):
        self.connect = timeout if connect is None else connect
        self.read = timeout if read is None else read
        self.write = timeout if write is None else write
        self.pool = timeout if pool is None else pool


class URL(str):
    @property
    def host(self):
        from urllib.parse import urlsplit
        return urlsplit(self).hostname or ''

    @property
    def path(self):
        from urllib.parse import urlsplit
        return urlsplit(self).path or '/'


class BasicAuth:
    def __init__(self, username, password):
        self.username = username
        self.password = password


class Request:
    def __init__(self, method, url, *, params=None, headers=None, cookies=None, content=None,
                 data=None, files=None, json=None):
        self.method = method.upper()
        self.url = URL(_network.quote_url(_network.with_params(str(url), params)))
        self.headers = Headers(headers)
        body, kind = _network.body_of(data if content is None else content, json, files, _dumps)
        self.content = body
        if kind is not None:
            self.headers.setdefault('Content-Type', kind)
        if cookies and 'Cookie' not in self.headers:
            self.headers['Cookie'] = '; '.join('%s=%s' % pair for pair in dict(cookies).items())


class Response:
    def __init__(self, status_code, *, headers=None, content=b'', request=None, url='', seconds=0.0):
        self.status_code = status_code
        self.headers = Headers(headers)
        self.content = content
        self.request = request
        self.url = URL(url)
        self.history = []
        self.http_version = 'HTTP/1.1'
        self.elapsed = _datetime.timedelta(seconds=seconds)
        self.cookies = _network.cookies_of(self.headers)
        self.encoding = _network.charset_of(self.headers) or 'utf-8'

    def __repr__(self):
        return '<Response [%s %s]>' % (self.status_code, self.reason_phrase)

    @property
    def reason_phrase(self):
        return _network.reason_of(self.status_code)

    @property
    def text(self):
        try:
            return self.content.decode(self.encoding, 'replace')
        except LookupError:
            return self.content.decode('utf-8', 'replace')

    @property
    def is_informational(self):
        return self.status_code < 200

    @property
    def is_success(self):
        return 200 <= self.status_code < 300

    @property
    def is_redirect(self):
        return 300 <= self.status_code < 400

    @property
    def is_client_error(self):
        return 400 <= self.status_code < 500

    @property
    def is_server_error(self):
        return self.status_code >= 500

    @property
    def is_error(self):
        return self.status_code >= 400

    def json(self, **options):
        return _json.loads(self.content, **options)

    def read(self):
        return self.content

    def iter_bytes(self, chunk_size=None):
        size = chunk_size or max(len(self.content), 1)
        return (self.content[at:at + size] for at in range(0, len(self.content), size))

    def iter_text(self, chunk_size=None):
        return iter([self.text])

    def iter_lines(self):
        return iter(self.text.splitlines())

    def close(self):
        pass

    def raise_for_status(self):
        if self.is_success:
            return self
        kind = 'Client error' if self.is_client_error else 'Server error'
        if self.is_redirect:
            kind = 'Redirect response'
        raise HTTPStatusError("%s '%s %s' for url '%s'" % (
            kind, self.status_code, self.reason_phrase, self.url),
            request=self.request, response=self)


class Client:
    def __init__(self, *, base_url='', headers=None, params=None, auth=None, cookies=None,
                 timeout=5.0, follow_redirects=False, verify=True, **rest):
        self.base_url = URL(base_url)
        self.headers = Headers({'User-Agent': 'python-httpx/0.28', 'Accept': '*/*'})
        self.headers.update(headers or {})
        self.params = dict(params or {})
        self.auth = auth
        self.cookies = dict(cookies or {})
        self.timeout = timeout
        self.follow_redirects = follow_redirects
        self.verify = verify

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        pass

    def build_request(self, method, url, *, params=None, headers=None, cookies=None, **rest):
        merged = self.headers.copy()
        merged.update(headers or {})
        if self.params and (params is None or hasattr(params, 'items')):
            params = {**self.params, **(params or {})}
        return Request(method, self._address(url), params=params, headers=merged,
                       cookies={**self.cookies, **(cookies or {})}, **rest)

    def request(self, method, url, *, auth=None, follow_redirects=None, timeout=Ellipsis, **rest):
        request = self.build_request(method, url, **rest)
        return self.send(request, auth=auth, follow_redirects=follow_redirects, timeout=timeout)

    def send(self, request, *, auth=None, follow_redirects=None, timeout=Ellipsis, stream=False):
        self._authorise(request, self.auth if auth is None else auth)
        follow = self.follow_redirects if follow_redirects is None else follow_redirects
        limit = self.timeout if timeout is Ellipsis else timeout
        try:
            answer = _network.send(request.method, str(request.url), request.headers.items(),
                                   request.content, _seconds(limit), follow, self.verify)
        except _network.NetworkError as error:
            if error.kind == 'invalid':
                raise InvalidURL(str(error)) from None
            kind = _ERRORS.get(error.kind, ConnectError)
            raise kind(str(error), request=request) from None
        response = Response(answer.status, headers=answer.headers, content=answer.content,
                            request=request, url=answer.url, seconds=answer.seconds)
        self.cookies.update(response.cookies)
        return response

    def get(self, url, **options):
        return self.request('GET', url, **options)

    def options(self, url, **options):
        return self.request('OPTIONS', url, **options)

    def head(self, url, **options):
        return self.request('HEAD', url, **options)

    def post(self, url, **options):
        return self.request('POST', url, **options)

    def put(self, url, **options):
        return self.request('PUT', url, **options)

    def patch(self, url, **options):
        return self.request('PATCH', url, **options)

    def delete(self, url, **options):
        return self.request('DELETE', url, **options)

    def _address(self, url):
        url = str(url)
        if '://' not in url and self.base_url:
            url = _urljoin(str(self.base_url).rstrip('/') + '/', url.lstrip('/'))
        if not url.lower().startswith(('http://', 'https://')):
            raise UnsupportedProtocol(
                "Request URL is missing an 'http://' or 'https://' protocol.")
        return url

    def _authorise(self, request, auth):
        if isinstance(auth, BasicAuth):
            auth = (auth.username, auth.password)
        if isinstance(auth, (tuple, list)):
            request.headers['Authorization'] = _network.basic_auth(*auth)


class AsyncClient:
    def __init__(self, *args, **options):
        raise RuntimeError('There is no event loop in this sandbox: use httpx.Client.')


def request(method, url, *, verify=True, **options):
    with Client(verify=verify) as client:
        return client.request(method, url, **options)


def get(url, **options):
    return request('GET', url, **options)


def options(url, **options):
    return request('OPTIONS', url, **options)


def head(url, **options):
    return request('HEAD', url, **options)


def post(url, **options):
    return request('POST', url, **options)


def put(url, **options):
    return request('PUT', url, **options)


def patch(url, **options):
    return request('PATCH', url, **options)


def delete(url, **options):
    return request('DELETE', url, **options)


def _seconds(timeout):
    if isinstance(timeout, Timeout):
        known = [part for part in (timeout.connect, timeout.read) if part is not None]
        return sum(known) if known else None
    if isinstance(timeout, (tuple, list)):
        return sum(part for part in timeout if part is not None) or None
    return timeout


def _dumps(value, **options):
    return _json.dumps(value, ensure_ascii=False, separators=(',', ':'), **options)
