"""The common part of `requests`, over the network the host lends to this program. It keeps no connection, answers are read
whole, and redirects are followed by the host: `history` is empty.
"""
from . import adapters, auth, exceptions, models, sessions, structures, utils
from .exceptions import (
    ConnectionError, ConnectTimeout, HTTPError, JSONDecodeError, ReadTimeout, RequestException,
    Timeout, TooManyRedirects, URLRequired,
)
from .models import PreparedRequest, Request, Response
from .sessions import Session

__version__ = '2.32'


def session():
    return Session()


def request(method, url, **options):
    return Session().request(method, url, **options)


def get(url, params=None, **options):
    return request('GET', url, params=params, **options)


def options(url, **options):
    return request('OPTIONS', url, **options)


def head(url, **options):
    options.setdefault('allow_redirects', False)
    return request('HEAD', url, **options)


def post(url, data=None, json=None, **options):
    return request('POST', url, data=data, json=json, **options)


def put(url, data=None, **options):
    return request('PUT', url, data=data, **options)


def patch(url, data=None, **options):
    return request('PATCH', url, data=data, **options)


def delete(url, **options):
    return request('DELETE', url, **options)


class _Codes(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


codes = _Codes(
    ok=200, created=201, accepted=202, no_content=204, moved=301, found=302, not_modified=304,
    bad_request=400, unauthorized=401, forbidden=403, not_found=404, conflict=409, gone=410,
    unprocessable_entity=422, too_many_requests=429, internal_server_error=500, bad_gateway=502,
    service_unavailable=503, gateway_timeout=504)
