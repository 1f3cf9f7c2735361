"""Every threshold and limit: unit, default, range, one sentence of help. Changing one is logged with who and when.

A new setting goes into the module of its theme (portfolio, base, service, work, limits).
"""

from kam_core.settings.catalogue import CATALOGUE, checked, lookup
from kam_core.settings.kept import Settings, change, history, load, save
from kam_core.settings.service import COUNTRIES
from kam_core.settings.setting import Setting

__all__ = [
    "CATALOGUE", "COUNTRIES", "Setting", "Settings", "change", "checked", "history", "load", "lookup", "save",
]
