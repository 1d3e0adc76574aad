"""Ledger rows that no till session carries, as lines of the day's entry. Units and signs as in `lines`.

Paid credit goes to its partner at face value; against it stands what the kind of the row says. A till's payment that its
closing could not book was put on the shortfall account then, and is taken from there now. Credit that was spent at a
company with other books stands against what that company is owed.
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
        if entry.paid_at:
            _owe(lines, entry, point_price_minor)
        elif entry.purse == "paid" and not entry.moves_money:
            lines.add("paid", -entry.own, entry=entry.id, partner=entry.partner)
            _against(lines, entry, entry.own)
        elif entry.purse == "paid" or entry.settles and (entry.abroad or entry.face(point_price_minor)):
            for account, minor, partner in entry.debits(point_price_minor):
                lines.add(account, minor, entry=entry.id, partner=partner)
            _against(lines, entry, entry.face(point_price_minor))
    return lines


def _owe(lines, entry, point_price_minor):
    """Credit of this company that was spent at another: that one is owed paid credit in full, the rest at the agreed rate."""
    owed = entry.owed(entry.paid_at, point_price_minor)
    if entry.purse == "paid":
        lines.add("paid", -entry.minor, entry=entry.id, partner=entry.partner)
        if entry.moves_money:
            lines.add("due", -owed, entry=entry.id, partner=entry.paid_at.partner)
        else:
            _against(lines, entry, entry.minor)
    elif entry.settles and owed:
        lines.add("expense", owed)
        lines.add("due", -owed, entry=entry.id, partner=entry.paid_at.partner)


def _against(lines, entry, minor):
    """Where a row's money came from or went to."""
    account = "shortfall" if entry.settles else AGAINST.get(entry.kind, "expense")
    lines.add(account, minor, branch=entry.branch if account in OF_BRANCH else None)
