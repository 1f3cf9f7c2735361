"""Papers that leave the screen: decks, briefs, workbooks, each from one frozen set of figures."""
