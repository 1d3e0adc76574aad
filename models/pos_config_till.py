"""What a till needs of the club: the programme's rules and the offer book of its branch, in full, at every load.

`club_till` travels with the till's own configuration, so that it is there after a restart without a connection too. A new
book is announced to open tills, which then ask for it (`club_till_data`).
"""

from odoo import api, fields, models

BOOK_CHANNEL = "CLUB_BOOK"


class PosConfig(models.Model):
    _inherit = "pos.config"

    club_till = fields.Json("Club data", compute="_compute_club_till")

    def _compute_club_till(self):
        for config in self:
            config.club_till = config._club_till_values()

    def club_till_data(self):
        """The current `club_till`, for a till that was told of a new book; None where no programme runs."""
        self.ensure_one()
        self.check_access("read")
        return self._club_till_values()

    def _club_till_values(self):
        """{"program", "branch", "book"}: rules in the engine's units, the branch's name and zone, the offer book."""
        program = self._club_program()
        if not program:
            return None
        # sudo: cashiers have no access to club records; this is what their till shows and evaluates with
        branch = self.sudo().club_branch_id
        row, book = program._company(self.company_id), branch.env["club.offer.book"]._current(branch)
        return {
            "program": {
                "id": program.id, "name": program.name, "minor_digits": program.minor_digits,
                "currency": program.currency_id.id, "display_unit": program.display_unit or "",
                "display_factor": program.display_factor, "discount_priced_lines": program.discount_priced_lines,
                "offline_allowance": program.offline_allowance, "require_pin": program.require_pin,
                "pin_limit": program.pin_limit, "point_price": program.point_price, "may_redeem": row.may_redeem,
            },
            "branch": {"id": str(branch.id), "name": branch.name, "tz": branch.tz},
            "top_up_product": row.top_up_product_id.id, "wallet_method": row.payment_method_id.id,
            "book": {"version": book.version, **(book.content or {})},
        }

    @api.model
    def _club_announce_books(self, branch_ids):
        """Tell the open tills of these branches that there is a new offer book."""
        sessions = self.env["pos.session"].search(
            [("state", "=", "opened"), ("config_id.club_branch_id", "in", branch_ids)])
        for config in sessions.config_id:
            config._notify(BOOK_CHANNEL, {"branch": config.club_branch_id.id})
