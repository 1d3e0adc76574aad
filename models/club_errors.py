"""Refusals of the club. Each is one sentence with the number needed and the number present."""

from odoo.exceptions import UserError


class ClubRefusal(UserError):
    """A rule of the club says no. `code` names the rule for tills and APIs."""

    code = "refused"


class ClubInsufficient(ClubRefusal):
    """The purses do not hold what was asked for."""

    code = "insufficient"


class ClubKeyReused(ClubRefusal):
    """A key that is already in the ledger came again with other content."""

    code = "key_reused"


class ClubImmutable(ClubRefusal):
    """The ledger is written by its one writer, and what is written stays."""

    code = "immutable"


class ClubOverLimit(ClubRefusal):
    """An amount passes a limit of the programme."""

    code = "over_limit"


class ClubNotAllowed(ClubRefusal):
    """The member, the company or the request may not do this."""

    code = "not_allowed"
