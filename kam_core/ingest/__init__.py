"""A file of any shape becomes typed rows: understood, shown, corrected, and brought in with every row accounted for."""

from kam_core.ingest.batch import Batch
from kam_core.ingest.corrections import Corrections
from kam_core.ingest.importing import bring
from kam_core.ingest.rebuild import rebuild
from kam_core.ingest.results import FileResult, Progress, Result

__all__ = ["Batch", "Corrections", "FileResult", "Progress", "Result", "bring", "rebuild"]
