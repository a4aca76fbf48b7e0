"""The notebooks as JupyterLab is given them.

A notebook says which Python it was saved by. Where the kernel is of another version JupyterLab corrects that when
it opens the notebook, and marks it as unsaved, though nobody has changed a thing.
"""

from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class Notebooks(AsyncLargeFileManager):
    """The files of a folder; its notebooks say what their kernel is going to say of itself."""

    async def get(self, path: str, content: bool = True, *arguments: Any, **named: Any) -> dict[str, Any]:
        """Return a file or a folder as the server tells of it."""
        told = super().get(path, content, *arguments, **named)  # type: ignore[no-untyped-call]
        model: dict[str, Any] = await told
        if content and model["type"] == "notebook":
            model["content"]["metadata"]["language_info"] = IPythonKernel.language_info
        return model
