"""What stands in the address of an app that runs in process."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def asked(app: AppTest) -> dict[str, list[str]]:
    """The parameters of the address, every value in a list."""
    return {
        name: list(value) if isinstance(value, list) else [value] for name, value in dict(app.query_params).items()
    }
