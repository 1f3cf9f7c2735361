"""Where files are dropped. They go to the disk at once; the uploader is empty again, and the memory free."""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.typing import UploadedFile

from kam_core.i18n import Count, Message, msg
from kam_core.ui.data_desk import Desk
from kam_core.ui.text import escape


def upload(desk: Desk) -> None:
    """The uploader; what is dropped is taken and looked at."""
    limit = int(desk.store.settings.number("max_file_mb"))
    _speak(limit)
    with st.container(key="data_upload"):
        dropped = st.file_uploader(
            escape(msg("Files as your systems export them: CSV, Excel, ODS, Parquet, or a ZIP of such")),
            accept_multiple_files=True, key=f"data_upload_{desk.round}", max_upload_size=limit,
        )
    if dropped:
        desk.receive([(each.name, each) for each in dropped])
        _let_go(dropped)
        st.rerun()


def _let_go(files: Sequence[UploadedFile]) -> None:
    """Free the memory that Streamlit would hold until the session ends."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for each in files:
            context.uploaded_file_mgr.remove_file(context.session_id, each.file_id)
            each.close()


def _speak(limit: int) -> None:
    """Streamlit's uploader speaks English only: its three texts are written over in the reader's language."""
    zone = ".st-key-data_upload [data-testid='stFileUploaderDropzone']"
    texts: dict[str, Message] = {
        f"{zone} button p": msg("Choose files"),
        f"{zone} [data-testid='stFileUploaderDropzoneInstructions'] span:last-child":
            msg("or drop them here, up to {limit} MB each", limit=Count(limit)),
    }
    rules = "".join(
        f"{where}{{font-size:0!important}}{where}::after{{content:{_quoted(text)};font-size:.875rem}}"
        for where, text in texts.items()
    )
    st.html(f"<style>{rules}</style>")


def _quoted(text: Message) -> str:
    return json.dumps(str(text), ensure_ascii=False).replace("<", "")
