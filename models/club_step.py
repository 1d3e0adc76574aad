"""Something that members do, or that happens to them, and what it earns them: joining, a birthday, the fifth purchase.

Who is due is found by `club_step_due.py`; each occasion is noted once per member in `club.step.grant`, which also gives.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("joined", "Joined"), ("profile", "Profile completed"), ("purchase", "Purchase number"),
    ("repeat", "Bought again within days"), ("birthday", "Birthday"), ("anniversary", "Anniversary"),
    ("silent", "Silent for days"), ("tier", "Tier reached"), ("referral_joined", "Somebody they brought joined"),
    ("referral_bought", "Somebody they brought bought"), ("manual", "Given by hand")]
REWARDS = [("credit", "Bonus"), ("points", "Points"), ("code", "Code"), ("message", "Message only")]
PURSES = {"credit": "bonus", "points": "points"}  # of the rewards that are amounts


class ClubStep(models.Model):
    _name = "club.step"
    _description = "Club Step"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="Members read it in their wallet's statement.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    program_id = fields.Many2one(
        "club.program", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["club.member"]._default_program())
    currency_id = fields.Many2one(related="program_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("paused", "Paused")], default="draft", required=True, copy=False,
        tracking=True)
    started_at = fields.Datetime(readonly=True, copy=False, help="What happened before earns nothing.")

    kind = fields.Selection(KINDS, "When", required=True, default="joined", tracking=True)
    count = fields.Integer("Number", default=1, help="1 = the first purchase.")
    days = fields.Integer()
    tier_id = fields.Many2one("club.tier", ondelete="restrict", domain="[('program_id', '=', program_id)]")
    wait_days = fields.Integer(
        "Wait (days)", help="Give it so many days later, when the goods can no longer come back. Wholly returned purchases "
        "earn nothing.")
    late_days = fields.Integer(
        "Late by at most (days)", default=7, help="How old an occasion may be, when the job could not run in time.")

    reward = fields.Selection(REWARDS, required=True, default="credit", tracking=True)
    amount = fields.Monetary(required=True, tracking=True, help="Bonus in money, or points.")
    batch_id = fields.Many2one(
        "club.code.batch", "Codes from", ondelete="restrict", index="btree_not_null", tracking=True,
        domain="[('program_id', '=', program_id), ('kind', 'in', ('single', 'partner')), ('state', '=', 'running')]",
        help="Single-use codes or a partner's pool. When it is empty the step waits and says so.")
    valid_days = fields.Integer("Lapses after (days)", help="Zero: as the programme says.")
    most_times = fields.Integer("Times per member", help="Zero: no limit.")
    most_days = fields.Integer("Counted over (days)", help="Zero: for ever.")
    budget = fields.Monetary(tracking=True, help="What the step may give in all. Zero: no limit.")

    given_count = fields.Integer("Given", readonly=True, copy=False)
    given_amount = fields.Monetary("Given in all", readonly=True, copy=False)
    looked_at = fields.Datetime("Last run", readonly=True, copy=False)
    note = fields.Text("What is wrong", readonly=True, copy=False)
    reward_text = fields.Char("Gives", compute="_compute_reward_text")

    _numbers = models.Constraint(
        "CHECK((reward NOT IN ('credit', 'points') OR amount > 0)"
        " AND COALESCE(wait_days, 0) >= 0 AND COALESCE(late_days, 0) >= 0 AND COALESCE(valid_days, 0) >= 0"
        " AND COALESCE(most_times, 0) >= 0 AND COALESCE(most_days, 0) >= 0 AND COALESCE(budget, 0) >= 0)",
        "A step gives more than nothing, and its days, times and budget are not negative.")
    _count = models.Constraint(
        "CHECK(kind NOT IN ('purchase', 'referral_bought') OR count >= 1)", "Say which purchase it is: 1 is the first.")
    _days = models.Constraint(
        "CHECK(kind NOT IN ('repeat', 'silent') OR days >= 1)", "Say within, or after, how many days; at least one.")
    _tier = models.Constraint("CHECK(kind <> 'tier' OR tier_id IS NOT NULL)", "Say which tier is reached.")

    _batch = models.Constraint("CHECK(reward <> 'code' OR batch_id IS NOT NULL)", "Say which codes the step gives.")

    @api.depends("reward", "amount", "program_id", "batch_id")
    def _compute_reward_text(self):
        for step in self:
            if not step.program_id:
                step.reward_text = False
            elif step.reward == "code":
                step.reward_text = self.env._("a code of “%s”", step.batch_id.name or "")
            elif step.reward == "message":
                step.reward_text = self.env._("a message")
            elif step.reward == "points":
                step.reward_text = self.env._("%s points", step.program_id._money(step.amount, "points"))
            else:
                step.reward_text = self.env._("%s bonus", step.program_id._money(step.amount))

    @api.constrains("batch_id", "program_id", "reward")
    def _check_batch(self):
        for step in self.filtered(lambda step: step.reward == "code"):
            if step.batch_id.program_id != step.program_id or step.batch_id.kind == "shared":
                raise ValidationError(self.env._(
                    "“%s” has no codes for single members of this programme.", step.batch_id.name))

    @api.constrains("tier_id", "program_id")
    def _check_tier(self):
        for step in self:
            if step.tier_id and step.tier_id.program_id != step.program_id:
                raise ValidationError(self.env._(
                    "The tier %(tier)s belongs to another programme than the step.", tier=step.tier_id.name))

    @api.constrains("reward", "amount")
    def _check_points(self):
        for step in self:
            if step.reward == "points" and step.amount != int(step.amount):
                raise ValidationError(self.env._("Points are whole; %s is not.", step.amount))

    def write(self, vals):
        if "program_id" in vals and any(step.program_id.id != vals["program_id"] and step.given_count for step in self):
            raise UserError(self.env._("A step that has given something stays in its programme."))
        done = super().write(vals)
        if "program_id" in vals:
            self.template_ids.program_id = vals["program_id"]
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        for step in self:
            if step.given_count:
                raise UserError(self.env._(
                    "The step %(step)s has given something to %(count)s members. Archive it instead.",
                    step=step.name, count=step.given_count))

    def action_start(self):
        """Run from now on: what happened before earns nothing."""
        for step in self:
            if step.reward == "message" and not step.template_ids:
                raise UserError(self.env._("The step %s gives a message and has no text. Write one first.", step.name))
            if step.state != "running":
                step.write({"state": "running", "started_at": fields.Datetime.now(), "note": False})

    def action_pause(self):
        self.filtered(lambda step: step.state == "running").state = "paused"

    def action_open_grants(self):
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_step_grant_action") | {
            "domain": [("step_id", "in", self.ids)]}

    def action_give(self):
        """Choose members whom a step by hand is given to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.name, "res_model": "club.step.give", "view_mode": "form",
            "target": "new", "context": {"default_step_id": self.id}}
