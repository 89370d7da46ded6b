"""Values by key in one namespace."""

from .connection import KeepsakeError, connect, segment


class Memory:
    """Key-value memory. A missing key gives `default`; deleting one is no error."""

    def __init__(self, namespace, url=None, key=None, project=None):
        self.namespace = namespace
        self._connection = connect(url, key, project)

    def _path(self, key=None, more=""):
        place = f"/namespaces/{segment(self.namespace)}/entries"
        return place if key is None else f"{place}/{segment(key)}{more}"

    def _call(self, method, path, body=None, query=None):
        return self._connection.call(method, path, body, query)

    def set(self, key, value, ttl=None, version=None):
        """Writes any JSON value; `ttl` in seconds. Returns the new version."""
        body = {"value": value}
        if ttl is not None:
            body["ttl"] = ttl
        if version is not None:
            body["version"] = version
        return self._call("PUT", self._path(key), body)["version"]

    def get(self, key, default=None):
        try:
            return self._call("GET", self._path(key))["value"]
        except KeepsakeError as error:
            if error.code == "NOT_FOUND":
                return default
            raise

    def delete(self, key):
        """Whether there was one."""
        return self._call("DELETE", self._path(key))["deleted"]

    def increment(self, key, by=1):
        """Adds to a number, whoever else does; returns the sum."""
        return self._call("POST", self._path(key, "/increment"), {"by": by})["value"]

    def append(self, key, value):
        """Adds one value to the end of a list, whoever else does."""
        self._call("POST", self._path(key, "/append"), {"value": value})

    def list_keys(self, prefix=""):
        """Every key, in order."""
        return [entry["key"] for entry in self._entries(prefix)]

    def _entries(self, prefix):
        after = None
        while True:
            query = {"prefix": prefix, "after": after, "limit": 1000}
            page = self._call("GET", self._path(), query=query)
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    keys = list_keys
    list = list_keys

    def exists(self, key):
        missing = object()
        return self.get(key, missing) is not missing

    __contains__ = exists

    def clear(self):
        """Removes every key of the namespace."""
        for key in self.list_keys():
            self.delete(key)
