"""Memories (durable rules and facts) and search over everything a project holds."""

from .connection import connect


class Memories:
    def __init__(self, url=None, key=None, project=None):
        self._connection = connect(url, key, project)

    def add(self, content, name=None, tags=()):
        body = {"content": content, "tags": list(tags), **({} if name is None else {"name": name})}
        return self._connection.call("POST", "/memories", body)

    def update(self, id, content):
        return self._connection.call("PUT", f"/memories/{id}", {"content": content})

    def delete(self, id):
        self._connection.call("DELETE", f"/memories/{id}")

    def list(self, page=1):
        """The last changed ones first, a hundred at a time."""
        return self._connection.call("GET", "/memories", query={"page": page, "page_size": 100})["items"]

    def search(self, query, limit=10, types=None):
        """Passages of documents, memories and conversations, the best first, each with its citation."""
        body = {"query": query, "limit": limit, "project_ids": [self._connection.project()]}
        if types is not None:
            body["types"] = list(types)
        return self._connection.send("POST", "/search", body)["results"]
