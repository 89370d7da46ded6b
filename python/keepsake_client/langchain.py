"""A chat history for LangChain (`langchain_core.chat_history.BaseChatMessageHistory`), by its public interface.

Not run against the real package: it was not at hand where this was written.
"""

from langchain_core.chat_history import BaseChatMessageHistory
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, message_to_dict, messages_from_dict

from .chat import ChatHistory
from .whole_message import unwrap, wrap

_plain = {"human": HumanMessage, "ai": AIMessage, "system": SystemMessage}
_roles = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}
_types = {role: kind for kind, role in _roles.items()}


class KeepsakeChatMessageHistory(BaseChatMessageHistory):
    def __init__(self, session_id, url=None, key=None, project=None):
        self._history = ChatHistory(session_id, url, key, project)

    @property
    def messages(self):
        return [_read(kept) for kept in self._history.read()]

    def add_messages(self, messages):
        self._history.add([_write(message) for message in messages])

    def clear(self):
        self._history.clear()


def _write(message):
    role = _roles.get(message.type, "user")
    known = _plain.get(message.type)
    is_plain = known is not None and isinstance(message.content, str)
    is_plain = is_plain and message_to_dict(known(content=message.content)) == message_to_dict(message)
    return {"role": role, "content": message.content if is_plain else wrap(message_to_dict(message))}


def _read(kept):
    whole = unwrap(kept["content"])
    if whole is not None:
        return messages_from_dict([whole])[0]
    return messages_from_dict([{"type": _types[kept["role"]], "data": {"content": kept["content"]}}])[0]
