"""A message that is more than its text (tool calls, parts), as the text that a conversation keeps."""

import json

_begin = '{"langchain":'


def wrap(message):
    return f"{_begin}{json.dumps(message)}}}"


def unwrap(content):
    """The message, or None for plain text."""
    if not content.startswith(_begin):
        return None
    try:
        return json.loads(content)["langchain"]
    except ValueError:
        return None
