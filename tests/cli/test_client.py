"""Questions about one client on the command line."""

from __future__ import annotations


def test_one_client_is_asked_by_its_id(gives, refuses, register):
    gives("import", register)
    every = gives("ask", "concentration", "--all")["rows"]
    second = every[1]
    found = gives("ask", "client", "--client", second["account_id"], "--all")
    assert found["rows"][0]["name"] == second["name"]
    assert found["summary"]["revenue"] == second["revenue"]
    assert found["summary"]["rank"] == 2
    changed = gives("ask", "client_since", "--client", second["account_id"], "--since", "2024-02-15")
    assert changed["measure"] == "client_since"
    assert "is not a date" in refuses(2, "ask", "client_since", "--since", "yesterday")
    assert "There is no client" in refuses(2, "ask", "client", "--client", "nobody of that name")
    assert "has no option" in refuses(2, "ask", "concentration", "--client", second["account_id"])
