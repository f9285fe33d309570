import weft_network as _network


class AuthBase:
    def __call__(self, request):
        raise NotImplementedError('Auth hooks must be callable.')


class HTTPBasicAuth(AuthBase):
    def __init__(self, username, password):
        self.username = username
        self.password = password

    def __call__(self, request):
        request.headers['Authorization'] = _network.basic_auth(self.username, self.password)
        return request
