"""One message to many: to a segment or to all members, counted before, stopped and resumed at will.

Preparing writes the messages into the outbox, batch by batch from one member id to the next; sending is the outbox's own
business. What is paused is neither prepared nor sent.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .club_labels import selection_labels
from .club_message_prepare import ADDRESS

COUNTED = {"program_id", "segment_ids", "offer_id", "template_ids"}  # what a count depends on
MEMBERS = 2_000  # in one batch
SAMPLE = 1_000  # members whose texts are measured for the estimate


class ClubCampaign(models.Model):
    _name = "club.campaign"
    _description = "Message Campaign"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True, tracking=True)
    program_id = fields.Many2one(
        "club.program", required=True, ondelete="cascade", default=lambda self: self.env["club.program"].search([], limit=1))
    segment_ids = fields.Many2many(
        "club.segment", string="Segments", domain="[('program_id', '=', program_id)]",
        help="Members of any of these. None: all members.")
    offer_id = fields.Many2one(
        "club.offer", "About the offer", ondelete="restrict", index="btree_not_null",
        domain="[('program_id', '=', program_id)]",
        help="Only members who can get it are told: of its groups, tiers and pilot, and not those of its control group. Texts "
        "may have {offer}.")
    template_ids = fields.One2many("club.message.template", "campaign_id", "Texts", copy=True)
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("paused", "Paused"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="draft", required=True, readonly=True, copy=False, tracking=True)
    counted_at = fields.Datetime(readonly=True, copy=False)
    audience_count = fields.Integer("Members", readonly=True, copy=False)
    sms_count = fields.Integer("SMS", readonly=True, copy=False)
    email_count = fields.Integer("E-mails", readonly=True, copy=False)
    parts_count = fields.Integer("Parts of SMS", readonly=True, copy=False, help="Estimated from the first thousand members.")
    cost = fields.Float(readonly=True, copy=False, digits=(16, 2), help="Parts at the gateway's price of a part.")
    left_out = fields.Text("Who gets none", readonly=True, copy=False)
    after_id = fields.Integer(readonly=True, copy=False, help="The last member whose message was prepared.")
    prepared_count = fields.Integer("Prepared", readonly=True, copy=False)
    prepared = fields.Boolean(readonly=True, copy=False)
    progress = fields.Integer(compute="_compute_result")
    waiting_count = fields.Integer("Waiting", compute="_compute_result")
    sent_count = fields.Integer("Sent", compute="_compute_result")
    delivered_count = fields.Integer("Delivered", compute="_compute_result")
    failed_count = fields.Integer("Not arrived", compute="_compute_result")
    real_cost = fields.Float("Cost as told by the gateway", compute="_compute_result", digits=(16, 2))

    def _compute_result(self):
        groups = self.env["club.message"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "state"], ["__count", "cost:sum"])
        for campaign in self:
            counts = {state: count for own, state, count, _cost in groups if own == campaign}
            total = sum(counts.values())
            campaign.waiting_count = counts.get("queued", 0) + counts.get("sending", 0)
            campaign.sent_count = counts.get("sent", 0) + counts.get("handed", 0)
            campaign.delivered_count = counts.get("delivered", 0)
            campaign.failed_count = total - campaign.waiting_count - campaign.sent_count - campaign.delivered_count
            campaign.real_cost = sum(cost or 0 for own, _state, _count, cost in groups if own == campaign)
            expected = max(campaign.sms_count + campaign.email_count, total, 1)
            campaign.progress = 100 if campaign.state == "done" else 100 * (total - campaign.waiting_count) // expected

    def write(self, vals):
        return super().write({"counted_at": False, **vals} if COUNTED & set(vals) else vals)

    # -- before -------------------------------------------------------------------------------------------------------

    def _audience(self):
        """The condition on rows `m` of club_member who are meant."""
        conditions = self.offer_id._told_to() if self.offer_id else [SQL("TRUE")]
        if self.segment_ids:
            conditions.append(SQL("m.id IN (%s)", self.segment_ids._member_ids_sql()))
        return SQL(" AND ").join(conditions)

    def _filled_in(self):
        return {"offer": lambda program: self.offer_id.with_env(program.env).name}

    def action_count(self):
        """Count who would get a message, who would not and why, and what it would cost."""
        self.ensure_one()
        self.check_access("write")
        self.env.flush_all()
        program, templates = self.program_id, self.template_ids._ready()
        if not templates:
            raise UserError(self.env._("The campaign %s has no text. Write one first.", self.name))
        base = SQL("FROM club_member m JOIN res_partner p ON p.id = m.partner_id"
                   " WHERE %s AND m.program_id = %s AND m.active AND m.state = 'active'", self._audience(), program.id)
        [[audience]] = self.env.execute_query(SQL("SELECT COUNT(*) %s", base))
        values, lines = {"audience_count": audience, "parts_count": 0, "cost": 0, "sms_count": 0, "email_count": 0}, []
        for channel in templates:
            allowed = self.env["club.consent"]._may_send_sql(channel, "marketing")
            [[reachable, willing]] = self.env.execute_query(SQL(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE %s) %s AND p.%s <> ''", allowed, base,
                SQL.identifier(ADDRESS[channel])))
            [[fit]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) fit", program._receivers(
                channel, True, self._audience(), SQL("m.id"))))
            values[f"{channel}_count"] = fit
            lines.append(self.env._(
                "%(channel)s: %(address)s have no address, %(consent)s have not agreed to offers, "
                "%(capped)s had enough lately.",
                channel=selection_labels(self.env["club.message"], "channel")[channel],
                address=audience - reachable, consent=reachable - willing, capped=willing - fit))
            if channel == "sms" and fit:
                values["parts_count"] = round(fit * self._average_parts(templates[channel]))
                price = self.env["club.sms.gateway"]._of(program.program_company_ids[:1].company_id).part_price
                values["cost"] = values["parts_count"] * price
        # sudo: nobody writes counts by hand; the right to ask was checked above
        self.sudo().write({**values, "left_out": "\n".join(lines), "counted_at": fields.Datetime.now()})

    def _average_parts(self, texts):
        program = self.program_id
        rows = self.env.execute_query(SQL("%s LIMIT %s", program._receivers(
            "sms", True, self._audience(), SQL(
                "m.id, COALESCE(p.name, ''), p.phone_sanitized, p.lang, m.card_number, m.tier_id, m.branch_id, w.balance_paid,"
                " w.balance_bonus, w.balance_points")), SAMPLE))
        known = {}
        return sum(program._message_row(row, texts, None, self._filled_in(), known)[4] for row in rows) / max(1, len(rows))

    # -- running ------------------------------------------------------------------------------------------------------

    def _move(self, before, after):
        self.check_access("write")
        for campaign in self:
            if campaign.state not in before:
                raise UserError(self.env._(
                    "The campaign %(name)s is %(state)s.", name=campaign.name,
                    state=selection_labels(campaign, "state")[campaign.state]))
        self.sudo().write({"state": after})  # sudo: the state moves by these buttons only; the right was checked above
        # sudo: whoever may run campaigns need not be able to start jobs
        self.env.ref("customer_club.club_campaign_cron").sudo()._trigger()

    def action_start(self):
        self.ensure_one()
        if self.program_id.state not in ("pilot", "live"):
            raise UserError(self.env._("The programme %s does not run.", self.program_id.name))
        self.action_count()
        if not self.sms_count + self.email_count:
            raise UserError(self.env._("None of the %s members can get this message.", self.audience_count))
        self._move(["draft"], "running")

    def action_pause(self):
        self._move(["running"], "paused")

    def action_resume(self):
        self._move(["paused"], "running")

    def action_cancel(self):
        self._move(["draft", "running", "paused"], "cancelled")

    def action_open_messages(self):
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_message_action") | {
            "domain": [("campaign_id", "=", self.id)], "display_name": self.name}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.filtered(lambda campaign: campaign.state != "draft"):
            raise UserError(self.env._("A campaign that ran stays with its messages. Cancel it instead."))

    @api.model
    def _cron_run(self):
        """Prepare what runs, in committed batches; close what is sent, withdraw what was cancelled. Stopped at any point it
        goes on there; two jobs at once take different campaigns.
        """
        self._withdraw_cancelled()
        for campaign in self.search([("state", "=", "running")], order="id"):
            while campaign.state == "running" and not campaign.prepared:
                try:
                    with self.env.cr.savepoint():
                        found = campaign.try_lock_for_update(allow_referencing=True)._prepare_batch()
                except Exception as error:  # noqa: BLE001 - told; the next campaign goes on
                    campaign._note_job_error(error)
                    self.env["ir.cron"]._commit_progress()
                    break
                if not found:
                    break
                if not self.env["ir.cron"]._commit_progress(found, remaining=1):
                    return
                campaign.invalidate_recordset()
            if campaign.prepared and campaign.state == "running" and not campaign.waiting_count:
                campaign.state = "done"
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _prepare_batch(self):
        """Write the messages of the next members. Returns how many members were looked at, 0 where another job is at it."""
        if not self:
            return 0
        ids = [row[0] for row in self.env.execute_query(SQL(
            "SELECT m.id FROM club_member m WHERE m.program_id = %s AND m.id > %s AND %s ORDER BY m.id LIMIT %s",
            self.program_id.id, self.after_id, self._audience(), MEMBERS))]
        written = self.program_id._prepare_messages(
            "offer", {member: (f"campaign:{self.id}", self._filled_in()) for member in ids}, self.template_ids._ready(), self)
        self.write({"after_id": ids[-1] if ids else self.after_id, "prepared": len(ids) < MEMBERS,
                    "prepared_count": self.prepared_count + written})
        return len(ids) or 1

    def _note_job_error(self, error):
        self.env["club.alert"].create({
            "kind": "job", "program_id": self.program_id.id, "source_key": f"club.campaign:{self.id}:{self.after_id}",
            "message": self.env._("The campaign %(name)s was paused: %(error)s", name=self.name, error=error)})
        self.state = "paused"

    @api.model
    def _withdraw_cancelled(self):
        self.env.cr.execute(SQL(
            """UPDATE club_message SET state = 'cancelled', error = 'stopped' WHERE id = ANY(ARRAY(
                   SELECT message.id FROM club_message message JOIN club_campaign campaign ON campaign.id = message.campaign_id
                    WHERE message.state = 'queued' AND campaign.state = 'cancelled' LIMIT 50000
                      FOR NO KEY UPDATE OF message SKIP LOCKED))"""))
        self.env["club.message"].invalidate_model()


class ClubOffer(models.Model):
    _inherit = "club.offer"

    def action_tell(self):
        """Begin a campaign that tells members of this offer, with a text for each language in use."""
        self.ensure_one()
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return {
            "type": "ir.actions.act_window", "res_model": "club.campaign", "view_mode": "form", "name": self.name, "context": {
                "default_name": self.name, "default_program_id": self.program_id.id, "default_offer_id": self.id,
                "default_template_ids": [(0, 0, {
                    "program_id": self.program_id.id, "event": "offer", "channel": "sms", "lang": lang,
                    "body": self.with_context(lang=lang).env._("{name}, new at {club}: {offer}")}) for lang in languages]}}

    def _told_to(self):
        """Conditions on rows `m` of club_member who can get this offer, as far as groups and tiers say so."""
        segments = [condition.segment_ids for condition in self.condition_ids if condition.kind == "segment"]
        segments += [self.pilot_segment_id, self.program_id._pilot_segment()]
        told = [SQL("m.id IN (%s)", segment._member_ids_sql()) for segment in segments if segment]
        told += [SQL("m.tier_id = ANY(%s)", condition.tier_ids.ids) for condition in self.condition_ids
                 if condition.kind == "tier"]
        return [*told, SQL("NOT (%s)", self._held_out_sql(SQL("m.id"), self.control_percent))]


class ClubMessage(models.Model):
    _inherit = "club.message"

    campaign_id = fields.Many2one("club.campaign", readonly=True, ondelete="set null")

    _of_campaign = models.Index("(campaign_id, state) WHERE campaign_id IS NOT NULL")

    @api.model
    def _not_paused(self):
        """The condition on rows of club_message that no campaign holds back."""
        return SQL("(campaign_id IS NULL OR campaign_id IN (SELECT id FROM club_campaign WHERE state = 'running'))")
