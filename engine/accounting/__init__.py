"""What the ledger's entries are in the books: balanced debit and credit lines, and the valuation of what is outstanding."""
