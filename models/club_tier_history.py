"""Every change of a member's tier: from what to what, when, why, and the numbers that justified it.

What a count has earned and what was given by hand both stand here; a tier given by hand does not end what was earned below
it.
"""

from odoo import fields, models
from odoo.tools import SQL

from ..engine.tiers import Move, State, Window
from .club_program_tiers import METRICS
from .club_sql import table_of

WHY = [
    ("joined", "Joined"), ("opening", "Starting tier"), ("reached", "Reached"), ("kept", "Reached again"),
    ("fell", "Not reached again"), ("returned", "Taken back after a return"), ("merged", "Members merged"),
    ("given", "Given by hand"), ("given_over", "End of what was given by hand")]
BY_HAND = ("given", "given_over")
WRITTEN = ("member_id", "program_id", "why", "from_tier_id", "from_valid_until", "tier_id", "valid_until", "metric",
           "counted", "needed", "window_start", "window_end", "purchase_id", "note")


class ClubTierHistory(models.Model):
    _name = "club.tier.history"
    _description = "Tier Change"
    _inherit = ["club.append.only.mixin", "club.labelled.mixin"]
    _order = "id desc"
    _rec_name = "why"
    _log_access = False  # when and who are columns of the row itself

    member_id = fields.Many2one("club.member", required=True, index=True, ondelete="restrict")
    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="restrict")
    why = fields.Selection(WHY, required=True)
    moved_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user, ondelete="restrict")
    from_tier_id = fields.Many2one("club.tier", "From", ondelete="restrict")
    tier_id = fields.Many2one("club.tier", "To", ondelete="restrict", index="btree_not_null")
    from_valid_until = fields.Date("Was valid until")
    valid_until = fields.Date()
    currency_id = fields.Many2one(related="program_id.currency_id")
    metric = fields.Selection(METRICS, "Counted by")
    counted = fields.Monetary(help="What was counted: net spend in money, else a number.")
    needed = fields.Monetary(help="What the tier needed.")
    counted_text = fields.Char("Numbers", compute="_compute_counted_text")
    window_start = fields.Date("Counted from")
    window_end = fields.Date("Counted to")
    purchase_id = fields.Many2one("club.purchase", ondelete="restrict", index="btree_not_null")
    note = fields.Char()

    _of_member = models.Index("(member_id, id DESC)")
    _days = models.Index("USING brin (moved_at)")

    def _insert(self, rows):
        """Insert rows (column -> value each), in SQL: a night may move as many members as there are."""
        if not rows:
            return
        names, table = table_of(self, {
            name: [None if row.get(name) is False else row.get(name) for row in rows] for name in WRITTEN})
        self.env.cr.execute(SQL(
            "INSERT INTO club_tier_history (moved_at, user_id, %s) SELECT %s, %s, told.* FROM (%s) told",
            SQL(", ").join(names), fields.Datetime.now(), self.env.uid, table))
        self.env["club.member"].invalidate_model(["tier_history_ids"])

    def _compute_counted_text(self):
        for row in self:
            counted, needed = (row.program_id._tier_words(value, row.metric) for value in row._numbers())
            row.counted_text = row.metric and self.env._("%(counted)s of %(needed)s", counted=counted, needed=needed)

    def _numbers(self):
        """(counted, needed) as the engine counts them."""
        return [self.program_id._tier_counted(stored, self.metric) for stored in (self.counted, self.needed)]

    def _to_engine(self):
        """These rows as the engine's moves, without what was given by hand. What was counted by another metric stands."""
        moves = []
        for row in self.filtered(lambda row: row.why not in BY_HAND):
            counted, needed = row._numbers() if row.metric == row.program_id.tier_metric else (0, 0)
            moves.append(Move(
                row.why, State(row.from_tier_id.id or None, row.from_valid_until or None),
                State(row.tier_id.id or None, row.valid_until or None),
                row.window_start and Window(row.window_start, row.window_end), counted, needed))
        return moves


class ClubMember(models.Model):
    _inherit = "club.member"

    def _export_parts(self):
        names = ("moved_at", "why", "from_tier_id", "tier_id", "valid_until", "counted_text", "note")
        return super()._export_parts() | {"tiers": [self._export_row(row, names) for row in self.tier_history_ids]}

    def _scrub_copies(self, partner, kept):
        super()._scrub_copies(partner, kept)
        self.env.cr.execute(SQL("UPDATE club_tier_history SET note = NULL WHERE member_id = ANY(%s)", self.ids))
        self.tier_history_ids.invalidate_recordset(["note"])
