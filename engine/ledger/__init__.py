"""The ledger without a database: which lots a debit takes, replay of the entries, and the numbered invariants."""
