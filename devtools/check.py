# Run in Odoo's shell by `./club check`: says what is wrong with the ledger and the books, and fails if anything is.
import sys

programs = env["club.program"]  # noqa: F821
wrong = programs._check_invariants() + programs._replay_faults()
for sentence in wrong:
    print(sentence)
print(f"{len(wrong)} wrong" if wrong else f"All invariants hold in {env.cr.dbname}.")  # noqa: F821
sys.stdout.flush()
sys.exit(1 if wrong else 0)
