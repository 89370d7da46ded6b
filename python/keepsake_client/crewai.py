"""Tools for CrewAI: remember, recall and list_memory over one namespace, by the public interface of `crewai.tools.tool`.

Not run against the real package: it was not at hand where this was written. Without it the tools are plain functions.
"""

from .memory import Memory


def memory_tools(namespace, url=None, key=None, project=None):
    """The three tools, for the `tools` of an agent."""
    memory = Memory(namespace, url, key, project)

    def remember(key: str, value: str) -> str:
        """Keep a value under a key so that later runs and other agents can recall it."""
        memory.set(key, value)
        return f"Remembered {key}."

    def recall(key: str) -> str:
        """Recall the value kept under a key."""
        value = memory.get(key)
        return f"Nothing is kept under {key}." if value is None else str(value)

    def list_memory() -> str:
        """List the keys under which values are kept."""
        return "\n".join(memory.list_keys()) or "Nothing is kept."

    return [_as_tool(function) for function in (remember, recall, list_memory)]


def _as_tool(function):
    try:
        from crewai.tools import tool
    except ImportError:
        return function
    return tool(function.__name__)(function)
