"""Points for a code out of a partner's pool: the debit and the code in one transaction, once per request."""

from odoo import api, fields, models

from .club_errors import ClubNotAllowed, ClubOverLimit

PARTNER_CODES = [("kind", "=", "partner"), ("state", "=", "running")]


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    exchanges_for_codes = fields.Boolean(compute="_compute_exchanges_for_codes")

    @api.depends("program_id")
    def _compute_exchanges_for_codes(self):
        for program, wallets in self.grouped("program_id").items():
            pools = self.env["club.code.batch"].search_count([*PARTNER_CODES, ("program_id", "=", program.id)], limit=1)
            wallets.exchanges_for_codes = bool(pools)

    def _operate_exchange_code(self, batch, key):
        """Exchange points for a code of a partner's pool. Returns the code.

        The same request again returns the same code. Two requests at once never get one code: each takes one that nobody
        else has locked, and a code that was given meanwhile makes the second one start again.
        """
        self._lock()
        cause = self._operation_cause("exchange", key, batch.name)
        given_for = f"{cause.source_key}:{self.id}"
        code = self.env["club.code"].search([("source_key", "=", given_for)])
        if code:
            self.exchange_away(code.batch_id.points, cause)  # writes nothing; another request under this key is refused
            return code
        self._refuse_pool(batch)
        code = code._pick(batch)
        if not code:
            raise ClubOverLimit(self.env._("“%s” has no code left; 1 is needed. Load more codes first.", batch.name))
        self.exchange_away(batch.points, cause)
        code._give(self.member_id, given_for)
        self.member_id.message_post(body=self.env._(
            "A code of “%(batch)s” (%(code)s) for %(points)s points.", batch=batch.name, code=code.display_name,
            points=self.program_id._money(batch.points, "points")))
        return code

    def _refuse_pool(self, batch):
        program, today = self.program_id, self.program_id._today()
        if batch.program_id != program or batch.kind != "partner" or batch.state != "running":
            raise ClubNotAllowed(self.env._("“%s” gives no codes for points in this programme.", batch.name))
        if batch.date_from and today < batch.date_from or batch.date_to and today > batch.date_to:
            raise ClubNotAllowed(self.env._(
                "The codes of “%(batch)s” are good from %(start)s to %(end)s; it is %(today)s.", batch=batch.name,
                start=program._date(batch.date_from) if batch.date_from else "…",
                end=program._date(batch.date_to) if batch.date_to else "…", today=program._date(today)))
        limit = batch.max_per_member
        have = limit and self.env["club.code"].search_count(
            [("batch_id", "=", batch.id), ("member_id", "=", self.member_id.id)])
        if limit and have >= limit:
            raise ClubOverLimit(self.env._(
                "A member may have %(limit)s codes of “%(batch)s”; this one has %(count)s.", limit=limit, batch=batch.name,
                count=have))


class ClubMember(models.Model):
    _inherit = "club.member"

    code_ids = fields.One2many(
        "club.code", "member_id", "Codes", readonly=True, groups="customer_club.customer_club_group_manager")

    def _export_parts(self):
        codes = self.env["club.code"].search([("member_id", "=", self.id)])
        return super()._export_parts() | {
            "codes": [self._export_row(code, ("batch_id", "text", "state", "given_at", "used_at")) for code in codes]}
