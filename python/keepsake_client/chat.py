"""The messages of a chat, kept as a conversation: appended by many at once, none lost."""

from .connection import KeepsakeError, connect

_roles = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}
_types = {role: kind for kind, role in _roles.items()}
_most = 200


class Message:
    """One message; `type` is human, ai, system or tool."""

    def __init__(self, content, type="human"):
        self.content = content
        self.type = type

    @property
    def role(self):
        return _roles[self.type]

    def __eq__(self, other):
        return isinstance(other, Message) and (self.type, self.content) == (other.type, other.content)

    def __repr__(self):
        return f"Message({self.content!r}, type={self.type!r})"


class ChatHistory:
    """The history of one session; the same in TypeScript's `ChatHistory` of the same name."""

    def __init__(self, session, url=None, key=None, project=None):
        self.session = session
        self._connection = connect(url, key, project)
        self._id = None

    def _begin(self):
        if self._id is None:
            body = {"title": self.session[:200], "external_id": self.session}
            self._id = self._connection.call("POST", "/conversations", body)["id"]
        return self._id

    def _on(self, work):
        known = self._id
        try:
            return work(f"/conversations/{self._begin()}")
        except KeepsakeError as error:
            # Somebody has cleared it: it begins anew.
            if known is None or error.code != "NOT_FOUND":
                raise
            self._id = None
            return work(f"/conversations/{self._begin()}")

    def add(self, messages):
        """Appends dicts with `role` and `content`, in order, all of them or none."""
        body = {"messages": [dict(message) for message in messages]}
        if body["messages"]:
            self._on(lambda place: self._connection.call("POST", f"{place}/messages", body))

    def read(self):
        """Every message as a dict, in order."""
        return self._on(self._read_all)

    def _read_all(self, place):
        found = []
        while True:
            query = {"after": len(found) - 1, "limit": _most}
            page = self._connection.call("GET", f"{place}/messages", query=query)
            found += page["items"]
            if not page["items"] or len(found) >= page["total"]:
                return found

    @property
    def messages(self):
        return [Message(one["content"], _types[one["role"]]) for one in self.read()]

    def add_message(self, message):
        """Anything with `content` and `type` or `role`, or a dict of these."""
        read = message.get if isinstance(message, dict) else lambda name: getattr(message, name, None)
        role = read("role") or _roles.get(read("type"), "user")
        self.add([{"role": role, "content": read("content")}])

    def add_user_message(self, content):
        self.add([{"role": "user", "content": _text(content)}])

    def add_ai_message(self, content):
        self.add([{"role": "assistant", "content": _text(content)}])

    def clear(self):
        self._on(lambda place: self._connection.call("DELETE", place))
        self._id = None


class BotWireChatHistory(ChatHistory):
    """`ChatHistory` with the arguments of BotWire's class of that name."""

    def __init__(self, session_id, namespace="langchain-sessions", url=None, key=None, project=None):
        super().__init__(f"{namespace}/{session_id}", url, key, project)
        self.session_id = session_id
        self.namespace = namespace


def _text(content):
    return content if isinstance(content, str) else content.content
