# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""There is a member at the till (twin: static/src/engine/offers/conditions/member.js)."""

from .base import Condition


class Member(Condition):
    """Refused by the base when there is none."""

    kind = "member"
    reads_member = True

    def test(self, scene):
        return None
