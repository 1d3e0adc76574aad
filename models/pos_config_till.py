"""What a till needs of the club: the programme's rules and the offer book of its branch, in full, at every load.

`club_till` travels with the till's own configuration, so that it is there after a restart without a connection too. A new
book is announced to open tills, which then ask for it (`club_till_data`).
"""

from odoo import api, fields, models

from ..engine import codes

BOOK_CHANNEL = "CLUB_BOOK"


class PosConfig(models.Model):
    _inherit = "pos.config"

    club_till = fields.Json("Club data", compute="_compute_club_till")

    def _compute_club_till(self):
        for config in self:
            config.club_till = config._club_till_values()

    def club_till_data(self):
        """The current `club_till`, for a till that opens or was told of a new book; None where no programme runs.

        The till's session gets its portions of limited offers first, where it has none left.
        """
        self.ensure_one()
        self.check_access("read")
        if session := self._club_lease_session():
            session.env["club.offer.lease"]._grant(session)
        return self._club_till_values()

    def _club_lease_session(self):
        """The till's open session, which portions of limited offers are leased to; none where no programme runs."""
        # sudo: cashiers have no access to club records; the portions of their own till are granted to it
        sessions = self.sudo().session_ids.filtered(lambda session: session.state != "closed" and not session.rescue)
        return sessions[:1] if self._club_program() else sessions.browse()

    def _club_till_values(self):
        """{"program", "branch", "book", "leases", ...}: rules in the engine's units, the branch's name and zone, the offer
        book, what the till has left of limited offers."""
        program = self._club_program()
        if not program:
            return None
        # sudo: cashiers have no access to club records; this is what their till shows and evaluates with
        branch = self.sudo().club_branch_id
        session = self._club_lease_session()
        row, book = program._company(self.company_id), branch.env["club.offer.book"]._current(branch)
        return {
            "program": {
                "id": program.id, "name": program.name, "minor_digits": program.minor_digits,
                "currency": program.currency_id.id, "display_unit": program.display_unit or "",
                "display_factor": program.display_factor, "discount_priced_lines": program.discount_priced_lines,
                "offline_allowance": program.offline_allowance, "change_to_wallet": program.change_to_wallet,
                "point_price": program.point_price, "purse_order": program.purse_order.split(","), "may_redeem": row.may_redeem,
                "redeem_least": program.redeem_least, "redeem_most": program.redeem_most,
                "redeem_share_bps": program.redeem_share_bps,
                "join": program._join_rules(), "code_salt": program.code_salt, "code_rounds": codes.ROUNDS,
            },
            "branch": {"id": str(branch.id), "name": branch.name, "tz": branch.tz},
            "top_up_product": row.top_up_product_id.id, "wallet_method": row.payment_method_id.id,
            "deduction_product": program.return_policy == "deduct" and row.deduction_product_id.id,
            "not_goods": [
                *row.top_up_product_id.ids, *row.deduction_product_id.ids, *self._club_stored_value().ids],
            "leases": branch.env["club.offer.lease"]._remaining(session) if session else {},
            "book": {"version": book.version, **(book.content or {})},
        }

    def _club_stored_value(self):
        """Products that sell native gift cards and eWallets (pos_loyalty): buying them is not buying goods."""
        if "loyalty.program" not in self.env:
            return self.env["product.product"]
        # sudo: cashiers may not read programmes of other tills; only the ids of products leave
        programs = self.env["loyalty.program"].sudo().search([("program_type", "in", ("gift_card", "ewallet"))])
        return programs.trigger_product_ids

    @api.model
    def _club_announce_books(self, branch_ids):
        """Tell the open tills of these branches that there is a new offer book."""
        sessions = self.env["pos.session"].search(
            [("state", "=", "opened"), ("config_id.club_branch_id", "in", branch_ids)])
        for config in sessions.config_id:
            config._notify(BOOK_CHANNEL, {"branch": config.club_branch_id.id})
