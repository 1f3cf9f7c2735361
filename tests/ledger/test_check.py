"""The check finds what is not as it was written."""

from __future__ import annotations

import pytest

from kam_core.errors import LedgerError
from kam_core.i18n import use_language
from kam_core.ingest import Batch, bring, rebuild
from kam_core.ledger import Store
from kam_core.ledger.check import check
from ledger.conftest import total


@pytest.fixture
def held(store, tmp_path) -> Store:
    """Two imports: 6 and 10."""
    for place, text in enumerate(("A,2024-01-01,1\nB,2024-01-02,2\nC,2024-02-03,3\nD,someday,9\n", "E,2024-03-01,10\n")):
        path = tmp_path / f"{'ab'[place]}-sales.csv"
        path.write_text(f"client,date,amount\n{text}")
        with Batch(store) as batch:
            batch.add(path)
            bring(batch)
    return store


def bad(store: Store, version: str | None = None) -> list[tuple[str, str]]:
    return [(each.version, each.check) for each in check(store, version) if not each.ok]


def test_a_whole_ledger_passes(held):
    assert bad(held) == []
    assert {each.version for each in check(held)} == {"000001", "000002"}
    assert {each.version for each in check(held, "000001")} == {"000001"}
    held.open()
    assert bad(held) == []


@pytest.mark.parametrize("place", [0.0, 0.1, 0.37, 0.5, 0.81, 0.999])
def test_one_flipped_bit_anywhere_is_found(held, place):
    path = held.path("000002")
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 4
    path.write_bytes(content)
    assert bad(held) == [("000002", "checksum")]


def test_files_that_are_gone_are_named(held):
    held.path("000001").unlink()
    original = next(held.originals.glob("*.zst"))
    original.unlink()
    found = {(each.version, each.check): each.detail for each in check(held) if not each.ok}
    assert set(found) == {("000001", "file"), ("000002", "originals")}
    with use_language("en"):
        assert "-sales.csv" in str(found["000002", "originals"])


def test_a_damaged_original_is_found(held):
    original = sorted(held.originals.glob("*.zst"))[0]
    content = bytearray(original.read_bytes())
    content[-1] ^= 1
    original.write_bytes(content)
    assert bad(held) == [("000002", "originals")]


@pytest.mark.parametrize(("statement", "finding"), [
    ("update files set read = read + 1 where file_id = 1", "accounting"),
    ("delete from quarantine", "accounting"),
    ("delete from sales where revenue = 1", "totals account_month"),
    ("update account_month set revenue = revenue + 1 where account_id = 'E'", "totals account_month"),
    ("update about set value = '0' where key = 'format'", "format"),
    ("alter table sales drop column document", "contract sales"),
    ("alter table sales alter revenue type double", "contract sales"),
])
def test_a_ledger_that_does_not_add_up_is_found(held, statement, finding):
    with held.draft("import") as building:
        building.build_marts()
        building.draft.run(statement)
        building.publish("")
    assert ("000003", finding) in bad(held)


def test_rows_that_got_lost_before_the_sums_were_made_are_found(held):
    """Facts and marts agree with each other then; the accounting of the imports does not agree with them."""
    with held.draft("import") as building:
        building.draft.run("delete from sales where revenue = 1")
        building.publish("")
    assert bad(held, "000003") == [("000003", "accounting")]


def test_a_damaged_version_is_built_again_from_the_originals(held):
    held.path("000002").write_bytes(b"no ledger at all")
    assert rebuild(held).version == "000003"
    assert total(held.open()) == 16
    assert len(held.open().quarantine()) == 1
    assert bad(held, "000003") == []


@pytest.mark.parametrize("statement", ["update about set value = '0'", "delete from about"])
def test_a_version_of_another_edition_is_built_again(held, tmp_path, statement):
    """Its tables are not those that questions are put to: it is neither asked nor gone on from."""
    with held.draft("import") as building:
        building.draft.run(statement)
        building.publish("")
    path = tmp_path / "later.csv"
    path.write_text("client,date,amount\nF,2024-04-01,4\n")
    with pytest.raises(LedgerError, match="another edition"):
        held.open()
    with Batch(held) as batch, use_language("en"):
        batch.add(path)
        with pytest.raises(LedgerError, match="another edition"):
            bring(batch)
    assert held.current() == "000003"
    rebuild(held)
    assert total(held.open()) == 16
