"""Ledger rows that no till session carries, as lines of the day's entry. Units and signs as in `lines`.

Paid credit goes to its partner at face value; against it stands what the kind of the row says. A till's payment that its
closing could not book was put on the shortfall account then, and is taken from there now.
"""

from .lines import Lines

AGAINST = {
    "top_up": "clearing", "payout": "clearing", "transfer_out": "clearing", "transfer_in": "clearing",
    "opening": "opening", "earn": "expense", "claw_back": "expense", "adjust": "expense", "forfeit": "breakage",
}
OF_BRANCH = ("expense", "shortfall")


def post(entries, point_price_minor=0):
    """`Lines` of these rows, which sum to zero. What bonus and points change of their liability is `cohorts.book`'s."""
    lines = Lines()
    for entry in entries:
        if entry.is_settled:
            continue
        if entry.purse == "paid":
            lines.add("paid", -entry.minor, entry=entry.id, partner=entry.partner)
            _against(lines, entry, entry.minor)
        elif entry.settles and entry.face(point_price_minor):
            lines.add("redeemed", -entry.face(point_price_minor), entry=entry.id)
            _against(lines, entry, entry.face(point_price_minor))
    return lines


def _against(lines, entry, minor):
    """Where a row's money came from or went to."""
    account = "shortfall" if entry.settles else AGAINST.get(entry.kind, "expense")
    lines.add(account, minor, branch=entry.branch if account in OF_BRANCH else None)
