from urllib.parse import quote, unquote, urlparse, urlsplit

from weft_network import quote_url as requote_uri


def default_headers():
    return {'User-Agent': 'python-requests/2.32', 'Accept': '*/*'}


def dict_from_cookiejar(cookies):
    return dict(cookies)
