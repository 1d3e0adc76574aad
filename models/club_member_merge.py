"""Two memberships of one person become one.

The wallet moves by entries of its own, lot by lot; what the ledger already says of the old member stays. Purchases,
uses of offers and alerts go over. The old member stays without a customer, so that its entries and its card keep a
home: the card finds the new member.

Books: entries carry the old member's accounting partner until they are booked and the new one's after. Where Odoo's
own wizard merges the customers, both become one partner in the journal items as well, so no liability moves.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .club_errors import ClubNotAllowed
from .club_wallet import Cause

FILLED = (
    ("gender",),
    ("birth_month", "birth_day", "birth_year", "calendar", "birthday_changed_on"),
    ("anniversary_month", "anniversary_day"))


class ClubMember(models.Model):
    _inherit = "club.member"

    partner_id = fields.Many2one(required=False)
    merged_into_id = fields.Many2one(
        "club.member", "Merged into", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    merged_ids = fields.One2many("club.member", "merged_into_id", "Merged members", context={"active_test": False})

    _partner_unless_merged = models.Constraint(
        "CHECK(partner_id IS NOT NULL OR merged_into_id IS NOT NULL)", "A member needs a customer.")

    @api.model
    def _merged_models(self):
        """Models whose `member_id` goes over with a merge. All others keep the member whose history they are."""
        return [
            "club.purchase", "club.offer.use", "club.alert", "club.member.card", "club.code", "club.code.use",
            "club.redemption"]

    @api.model
    def _of_card(self, program, number):
        """The programme's member with this card, archived ones too; a merged member's card finds the remaining one."""
        member = self.with_context(active_test=False).search(
            [("program_id", "=", program.id), ("card_number", "=", number)])
        return (member.merged_into_id or member).with_env(self.env)

    @api.private
    def _merge(self, target):
        """Merge these members into `target` of the same programme. Refused while one of them is paying at a till.

        Needs to be called with sudo: nobody may write balances, purchases or uses.
        """
        for member in self - target:
            member._merge_one(target)

    def _merge_one(self, target):
        if self.program_id != target.program_id or self.merged_into_id or target.merged_into_id:
            raise ClubNotAllowed(self.env._(
                "%(member)s and %(target)s cannot be merged: only members of one programme, each of them once.",
                member=self.display_name, target=target.display_name))
        note = self.env._("Member %(old)s merged into %(new)s.", old=self.display_name, new=target.display_name)
        # The ledger keeps no names: nobody could erase them.
        reason = self.env._("Member %(old)s merged into %(new)s.", old=self.id, new=target.id)
        self.wallet_id.merge_into(target.wallet_id, Cause(f"club.member:{self.id}:merge", reason=reason))
        self._repoint(target)
        target.write(target._values_of_both(self))
        self.write({"state": "left", "active": False, "merged_into_id": target.id, "partner_id": False})
        (self | target).invalidate_recordset(["merged_ids"])
        target.message_post(body=note)

    def _repoint(self, target):
        """Hand over what is not ledger, in SQL: rows of offers' uses refuse every other change."""
        self.env.flush_all()
        for name in self._merged_models():
            self.env.cr.execute(SQL(
                "UPDATE %s SET member_id = %s WHERE member_id = %s",
                SQL.identifier(self.env[name]._table), target.id, self.id))
            self.env[name].invalidate_model(["member_id"])
        self.merged_ids.write({"merged_into_id": target.id})

    def _values_of_both(self, other):
        """What this member takes from `other`: sums, the older joining, what was empty here. A block stays."""
        states = (self | other).mapped("state")
        tiers = (self | other).tier_id.sorted(lambda tier: (tier.sequence, tier.id))
        values = {
            "visits": self.visits + other.visits, "tier_id": tiers[-1:].id, "active": self.active or other.active,
            "last_purchase_at": max(filter(None, (self | other).mapped("last_purchase_at")), default=False),
            "joined_at": min((self | other).mapped("joined_at")), "branch_id": (self.branch_id or other.branch_id).id,
            "state": next(state for state in ("blocked", "active", "left") if state in states)}
        for names in FILLED:
            if not self[names[0]] and other[names[0]]:
                values |= {name: other[name] for name in names}
        if not self.pin_hash and other.pin_hash:
            values["pin_hash"] = other.pin_hash
        return values
