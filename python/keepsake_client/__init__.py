"""Long-term memory for programs: values, chat histories, memories and search. Standard library only.

    from keepsake_client import Memory
    memory = Memory("my-agent")
    memory.set("user:john:preferences", {"theme": "dark"})

On one computer neither address nor key is needed; elsewhere give `url` and `key`, or KEEPSAKE_URL and KEEPSAKE_KEY.
"""

from .chat import BotWireChatHistory, ChatHistory, Message
from .connection import KeepsakeError
from .memories import Memories
from .memory import Memory

__all__ = ["BotWireChatHistory", "ChatHistory", "KeepsakeError", "Memories", "Memory", "Message"]
__version__ = "0.1.0"
