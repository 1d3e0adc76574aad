"""The manager's daily list: what happened in a day more often, or otherwise, than in others. Nothing here is proof.

A row names whom it is about, the number that was found and the number from which on it is listed. The nightly run writes
rows (`club_unusual_find.py`); people only tick them off, and nobody those about themselves.
"""

from datetime import timedelta

from odoo import api, fields, models

from .club_errors import ClubNotAllowed

KINDS = [
    ("many_sales", "Many sales on one card"),
    ("own_card", "Cashier's own card"),
    ("adjustments", "Many adjustments"),
    ("new_phone", "Paid soon after a new phone"),
    ("not_back", "Return whose wallet part was not given back"),
    ("enrolments", "Many members enrolled"),
    ("fan_in", "Transfers from many members"),
]
EDITABLE = {"state", "note"}


class ClubUnusualMovement(models.Model):
    _name = "club.unusual.movement"
    _description = "Unusual Movement"
    _order = "date desc, kind, id"
    _rec_name = "message"

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True, help="Day of the programme.")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    member_id = fields.Many2one("club.member", readonly=True, ondelete="cascade", index="btree_not_null")
    user_id = fields.Many2one("res.users", "Person", readonly=True, ondelete="cascade", index="btree_not_null")
    branch_id = fields.Many2one("club.branch", readonly=True, ondelete="set null")
    currency_id = fields.Many2one(related="program_id.currency_id")
    present = fields.Float("Found", readonly=True, digits=(16, 2))
    needed = fields.Float("Listed from", readonly=True, digits=(16, 2))
    amount = fields.Monetary(readonly=True, help="What moved.")
    message = fields.Char("What", compute="_compute_message")
    state = fields.Selection([("open", "New"), ("seen", "Seen"), ("cleared", "Cleared")], default="open", required=True)
    note = fields.Char()
    seen_by_id = fields.Many2one("res.users", "Looked at by", readonly=True, ondelete="set null")

    _once = models.UniqueIndex("(program_id, date, kind, COALESCE(member_id, 0), COALESCE(user_id, 0))")
    _open_rows = models.Index("(program_id, date) WHERE state = 'open'")

    @api.depends_context("lang")
    @api.depends("kind", "present", "needed", "member_id", "user_id")
    def _compute_message(self):
        for row in self:
            row.message = getattr(row, f"_say_{row.kind}")() if row.kind else ""

    def _count(self):
        return {"present": f"{self.present:g}", "needed": f"{self.needed:g}"}

    def _say_many_sales(self):
        return self.env._("%(present)s sales on one card in a day; listed from %(needed)s on.", **self._count())

    def _say_own_card(self):
        return self.env._(
            "%(person)s sold %(present)s times on a card of their own.", person=self.user_id.name, **self._count())

    def _say_adjustments(self):
        return self.env._("%(person)s adjusted %(present)s times in a day; listed from %(needed)s on.",
                          person=self.user_id.name, **self._count())

    def _say_new_phone(self):
        return self.env._(
            "Paid with the wallet %(present)s days after the phone number was replaced; listed within %(needed)s.",
            **self._count())

    def _say_not_back(self):
        money = self.program_id._money
        return self.env._("Of what bonus and points had paid, %(needed)s belonged back into the wallet; %(present)s came back.",
                          present=money(self.present), needed=money(self.needed))

    def _say_enrolments(self):
        return self.env._("%(person)s enrolled %(present)s members in a day; listed from %(needed)s on.",
                          person=self.user_id.name, **self._count())

    def _say_fan_in(self):
        return self.env._("%(present)s members gave to this one in a day; listed from %(needed)s on.", **self._count())

    # -- looking at it ------------------------------------------------------------------------------------------------

    def write(self, vals):
        if not self.env.su:
            if set(vals) - EDITABLE:
                raise ClubNotAllowed(self.env._("Only its state and note can be changed."))
            self._refuse_own()
            vals = {**vals, "seen_by_id": self.env.uid} if "state" in vals else vals
        return super().write(vals)

    def _refuse_own(self):
        for row in self:
            if self.env.user in (row.user_id, *row.member_id.partner_id.user_ids):
                raise ClubNotAllowed(self.env._("This is about you. Ask a colleague to look at it."))

    def action_seen(self):
        self.write({"state": "seen"})

    def action_clear(self):
        self.write({"state": "cleared"})

    def action_open(self):
        """Open what the row counted."""
        self.ensure_one()
        program = self.program_id
        start, end = program._midnight(self.date), program._midnight(self.date + timedelta(days=1))
        xmlid, stamp, domain = {
            "many_sales": ("purchase", "purchased_at", [("member_id", "=", self.member_id.id)]),
            "own_card": ("purchase", "purchased_at", [("member_id", "=", self.member_id.id)]),
            "not_back": ("purchase", "purchased_at", [("member_id", "=", self.member_id.id), ("origin_id", "!=", False)]),
            "adjustments": ("wallet_entry", "entered_at", [("kind", "=", "adjust"), ("user_id", "=", self.user_id.id)]),
            "new_phone": ("wallet_entry", "entered_at", [("member_id", "=", self.member_id.id)]),
            "fan_in": ("wallet_entry", "entered_at", [("member_id", "=", self.member_id.id), ("kind", "=", "transfer_in")]),
            "enrolments": ("member", "create_date", [("create_uid", "=", self.user_id.id)]),
        }[self.kind]
        action = self.env["ir.actions.act_window"]._for_xml_id(f"customer_club.club_{xmlid}_action")
        return action | {"context": {}, "domain": [
            ("program_id", "=", program.id), (stamp, ">=", str(start)), (stamp, "<", str(end)), *domain]}
