"""What the ledger's entries are in the books: balanced debit and credit lines, and what is outstanding is worth."""
