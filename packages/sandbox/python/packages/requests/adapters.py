class BaseAdapter:
    pass


class HTTPAdapter(BaseAdapter):
    """Connections and retries are the host's: the options are taken and have no effect."""

    def __init__(self, *args, **options):
        self.max_retries = options.get('max_retries', 0)
