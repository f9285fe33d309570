import weft_network as _network

from . import exceptions
from .models import Cookies, Request, Response
from .structures import CaseInsensitiveDict
from .utils import default_headers

_ERRORS = {
    'invalid': exceptions.InvalidURL,
    'timeout': exceptions.ReadTimeout,
    'redirects': exceptions.TooManyRedirects,
    'tls': exceptions.SSLError,
    'decoding': exceptions.ContentDecodingError,
}


class Session:
    def __init__(self):
        self.headers = CaseInsensitiveDict(default_headers())
        self.params = {}
        self.auth = None
        self.cookies = Cookies()
        self.verify = True
        self.proxies = {}
        self.max_redirects = 30
        self.trust_env = False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        pass

    def mount(self, prefix, adapter):
        pass

    def prepare_request(self, request):
        headers = self.headers.copy()
        headers.update(request.headers or {})
        merged = Request(
            request.method, request.url, headers, request.files, request.data,
            joined(self.params, request.params), request.auth or self.auth,
            {**self.cookies, **(request.cookies or {})}, request.json)
        return merged.prepare()

    def request(self, method, url, params=None, data=None, headers=None, cookies=None, files=None,
                auth=None, timeout=None, allow_redirects=True, proxies=None, hooks=None,
                stream=None, verify=None, cert=None, json=None):
        prepared = self.prepare_request(Request(
            method, url, headers, files, data, params, auth, cookies, json))
        return self.send(prepared, timeout=timeout, allow_redirects=allow_redirects,
                         verify=self.verify if verify is None else verify)

    def send(self, request, timeout=None, allow_redirects=True, verify=True, **rest):
        try:
            answer = _network.send(
                request.method, request.url, request.headers.items(), request.body,
                seconds(timeout), allow_redirects, verify)
        except _network.NetworkError as error:
            kind = _ERRORS.get(error.kind, exceptions.ConnectionError)
            raise kind(str(error), request=request) from None
        response = Response(answer, request)
        self.cookies.update(response.cookies)
        return response

    def get(self, url, **options):
        return self.request('GET', url, **options)

    def options(self, url, **options):
        return self.request('OPTIONS', url, **options)

    def head(self, url, **options):
        options.setdefault('allow_redirects', False)
        return self.request('HEAD', url, **options)

    def post(self, url, data=None, json=None, **options):
        return self.request('POST', url, data=data, json=json, **options)

    def put(self, url, data=None, **options):
        return self.request('PUT', url, data=data, **options)

    def patch(self, url, data=None, **options):
        return self.request('PATCH', url, data=data, **options)

    def delete(self, url, **options):
        return self.request('DELETE', url, **options)


def seconds(timeout):
    if isinstance(timeout, (tuple, list)):
        known = [part for part in timeout if part is not None]
        return sum(known) if known else None
    return timeout


def joined(own, given):
    if not own:
        return given
    if given is None or hasattr(given, 'items'):
        return {**own, **(given or {})}
    return given
