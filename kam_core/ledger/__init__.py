"""What is counted: immutable versions of facts and marts in DuckDB, and the one door for questions."""

from kam_core.ledger.door import Ledger, LedgerInfo
from kam_core.ledger.pointer import VersionInfo
from kam_core.ledger.store import Store

__all__ = ["Ledger", "LedgerInfo", "Store", "VersionInfo"]
