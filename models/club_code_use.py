"""One use of a code by a purchase: +1, and -1 when a return gave the code back. Rows are inserted and never change."""

from odoo import api, fields, models
from odoo.tools import SQL


class ClubCodeUse(models.Model):
    _name = "club.code.use"
    _description = "Use of a Code"
    _inherit = ["club.append.only.mixin"]
    _order = "id desc"
    _rec_name = "source_key"
    _log_access = False

    code_id = fields.Many2one("club.code", required=True, ondelete="restrict", readonly=True)
    batch_id = fields.Many2one("club.code.batch", required=True, ondelete="restrict", readonly=True)
    member_id = fields.Many2one("club.member", ondelete="restrict", readonly=True)
    purchase_id = fields.Many2one("club.purchase", required=True, index=True, ondelete="restrict", readonly=True)
    source_key = fields.Char(required=True, readonly=True)
    quantity = fields.Integer(required=True, readonly=True)
    used_at = fields.Datetime(required=True, readonly=True)

    _source_once = models.UniqueIndex("(source_key, code_id)")
    _of_batch = models.Index("(batch_id, member_id) INCLUDE (quantity)")

    @api.model
    def _record(self, code, purchase, quantity):
        """Write a use, once for each source and code. Answers whether it was new."""
        self.env.cr.execute(SQL(
            """INSERT INTO club_code_use (code_id, batch_id, member_id, purchase_id, source_key, quantity, used_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
            code.id, code.batch_id.id, purchase.member_id.id or None, purchase.id, purchase.source_key, quantity,
            purchase.purchased_at))
        return bool(self.env.cr.rowcount)


class ClubCodeBatch(models.Model):
    _inherit = "club.code.batch"

    def _touch(self):
        """Have two orders at once that a limit counts meet: the second one has to start again."""
        if self.max_uses or self.max_per_member:
            self.env.cr.execute(SQL(
                "UPDATE club_code_batch SET counted = COALESCE(counted, 0) + 1 WHERE id = %s", self.id))

    def _limit_refusal(self, member, order_uuid):
        """(code, sentence) where this batch was used as often as it may be, in all or by the member, or None.

        What other orders hold right now counts.
        """
        if self.max_uses and (count := self._count_uses(None, order_uuid)) >= self.max_uses:
            return "code_spent", self.env._(
                "The codes of “%(batch)s” are good for %(limit)s uses in all; there were %(count)s.", batch=self.name,
                limit=self.max_uses, count=count)
        if self.max_per_member and not member:
            return "code_member", self.env._("The codes of “%s” are counted per member. Name the member first.", self.name)
        if self.max_per_member and (count := self._count_uses(member, order_uuid)) >= self.max_per_member:
            return "code_member_spent", self.env._(
                "A member may use %(limit)s codes of “%(batch)s”; this one has used %(count)s.", batch=self.name,
                limit=self.max_per_member, count=count)
        return None

    def _count_uses(self, member, order_uuid):
        """Uses of this batch (by a member), with what orders other than this one hold."""
        used, held = (SQL("TRUE"), SQL("TRUE")) if member is None else (
            SQL("member_id = %s", member.id), SQL("order_member_id = %s", member.id))
        [(count,)] = self.env.execute_query(SQL(
            """SELECT (SELECT COALESCE(SUM(quantity), 0) FROM club_code_use WHERE batch_id = %(batch)s AND %(used)s)
                    + (SELECT COUNT(*) FROM club_code WHERE batch_id = %(batch)s AND state = 'reserved'
                          AND reserved_until > %(now)s AND order_uuid IS DISTINCT FROM %(order)s AND %(held)s)""",
            batch=self.id, used=used, held=held, now=fields.Datetime.now(), order=order_uuid))
        return count
