"""A made-up basket for an offer: what the engine would give, this offer alone and beside those that run.

The answer is computed while the basket is typed; nothing is kept.
"""

from odoo import api, fields, models

from ..engine.offers import compile_book, evaluate
from ..models.club_offer_condition import words

STATUSES = ("applied", "lost", "refused")
TONES = {"applied": "success", "lost": "warning", "refused": "secondary"}
MADE_UP = (
    "member_kind", "member_id", "tier_id", "segment_ids", "visits", "days_since_last", "days_to_birthday",
    "days_to_anniversary", "joined_days")


class ClubOfferTrial(models.TransientModel):
    _name = "club.offer.trial"
    _description = "Trial of an Offer"

    offer_id = fields.Many2one("club.offer", required=True, readonly=True)
    program_id = fields.Many2one(related="offer_id.program_id")
    currency_id = fields.Many2one(related="offer_id.currency_id")
    branch_id = fields.Many2one("club.branch", domain="[('program_id', '=', program_id)]")
    moment = fields.Datetime(default=fields.Datetime.now, required=True)
    channel = fields.Selection(
        [("pos", "At the till"), ("web", "In the online shop"), ("invoice", "By invoice")], default="pos", required=True,
        string="Bought")
    codes = fields.Char(help="Codes that the customer gives, separated by commas.")
    line_ids = fields.One2many("club.offer.trial.line", "trial_id", "Basket")

    member_kind = fields.Selection(
        [("none", "Nobody the club knows"), ("made_up", "A made-up member"), ("member", "A member")], "Who buys",
        default="made_up", required=True)
    member_id = fields.Many2one("club.member", domain="[('program_id', '=', program_id)]")
    tier_id = fields.Many2one("club.tier", domain="[('program_id', '=', program_id)]")
    segment_ids = fields.Many2many("club.segment", string="Groups", domain="[('program_id', '=', program_id)]")
    visits = fields.Integer("Purchases so far", default=3)
    days_since_last = fields.Integer("Days since the last purchase", default=10)
    days_to_birthday = fields.Integer("Days to the birthday", default=100, help="Below zero: days since the birthday.")
    days_to_anniversary = fields.Integer("Days to the anniversary", default=100)
    joined_days = fields.Integer("Days since joining", default=100)

    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.model
    def default_get(self, names):
        """A basket of what the offer looks at, else of some goods, worth a usual amount."""
        values = super().default_get(names)
        offer = self.env["club.offer"].browse(values.get("offer_id"))
        if offer.exists() and "line_ids" in names:
            branches = offer.branch_ids or offer.program_id.branch_ids
            values["branch_id"] = branches[:1].id
            values["line_ids"] = [fields.Command.create({
                "product_id": product.id, "quantity": 3, "price": product._club_price(branches[:1])})
                for product in offer._products_to_try()]
        return values

    @api.depends("offer_id", "branch_id", "moment", "channel", "codes", "line_ids.product_id", "line_ids.quantity",
                 "line_ids.price", *MADE_UP)
    @api.depends_context("lang")
    def _compute_result(self):
        for trial in self:
            lines = trial.line_ids.filtered("product_id")
            if not (trial.branch_id and lines and trial.offer_id):
                trial.result = trial.env["ir.qweb"]._render("customer_club.club_offer_trial_empty", minimal_qcontext=True)
                continue
            running = trial._running()
            trial.result = trial.env["ir.qweb"]._render("customer_club.club_offer_trial_result", {
                "elsewhere": trial._runs_elsewhere(), "alone": trial._rows(trial.offer_id),
                "together": trial._rows(trial.offer_id | running), "others": len(running),
                "offer": trial.offer_id}, minimal_qcontext=True)

    def _running(self):
        """The other offers that run in the branch now."""
        offers = self.env["club.offer"].search([("program_id", "=", self.program_id.id), ("state", "=", "running")])
        branch = self.branch_id._origin
        return offers.filtered(
            lambda offer: not offer.is_stopped and (not offer.branch_ids or branch in offer.branch_ids)) - self.offer_id

    def _runs_elsewhere(self):
        """A sentence when the offer is not for this branch."""
        branches = self.offer_id.branch_ids
        if not branches or self.branch_id._origin in branches:
            return ""
        return self.program_id._explain_branch([str(branch_id) for branch_id in branches.ids], None)

    # -- the engine ---------------------------------------------------------------------------------------------------

    def _rows(self, offers):
        """What the engine says of these offers: {"offer", "name", "status", "tone", "text"} each, what is given first."""
        program = self.program_id
        answer = evaluate(
            compile_book(program._to_engine(), [offer._to_engine() for offer in offers]), self._context_value(),
            self._member_value(), self._basket_value())
        given = {row["offer"]: row for row in answer["applied"]}
        labels = {"applied": self.env._("Given"), "lost": self.env._("Another is better"), "refused": self.env._("Not given")}
        rows = []
        for verdict in sorted(answer["verdicts"], key=lambda verdict: STATUSES.index(verdict["status"])):
            gains = program._tell_gains(given[verdict["offer"]]) if verdict["offer"] in given else []
            worth = verdict["value_minor"] and program._told_minor(verdict["value_minor"])
            rows.append({
                "offer": verdict["offer"], "name": self.env["club.offer"].browse(verdict["offer"]).name,
                "status": labels[verdict["status"]], "tone": TONES[verdict["status"]], "worth": worth or "",
                "texts": gains + [program._in_digits(program._explain(reason)) for reason in verdict["reasons"]]})
        return rows

    def _context_value(self):
        return self.branch_id._origin._engine_context(self.moment or fields.Datetime.now(), self.channel)

    def _member_value(self):
        """The engine's member: a real one's facts now, or made-up ones; None for a passer-by."""
        if self.member_kind == "member" and self.member_id:
            member = self.member_id._origin
            today = self.branch_id._origin._local_time(self.moment or fields.Datetime.now()).date()
            # sudo: facts of a member, for the engine only; a manager may see them all
            return member.sudo()._to_engine(today, self.env["club.offer.use"].sudo()._counts(member, today))
        if self.member_kind != "made_up":
            return None
        return {
            "id": 0, "tier": self.tier_id.code or None, "segments": self.segment_ids.mapped("code"), "visits": self.visits,
            "days_since_last": self.days_since_last if self.visits else None, "days_to_birthday": self.days_to_birthday,
            "days_to_anniversary": self.days_to_anniversary, "joined_days": self.joined_days, "uses": {}, "holdout": [],
            "stale": False}

    def _basket_value(self):
        lines = self.line_ids.filtered("product_id")
        values, program = lines.product_id._origin._club_engine_values(), self.program_id
        # sudo: what a typed code stands for; which one it is stays hidden
        tokens = [self.env["club.code"].sudo()._token_of(program, code) for code in words(self.codes)]
        return {"codes": tokens, "lines": [{
            **values[line.product_id._origin.id], "id": f"line-{number}", "qty_milli": round(line.quantity * 1000),
            "amount_minor": program._to_minor(line.quantity * line.price), "discountable": True,
            "cost_minor": program._to_minor(line.quantity * line.product_id.standard_price)
            if program.use_margin_floor and line.product_id.standard_price else None,
        } for number, line in enumerate(lines, 1)]}


class ClubOfferTrialLine(models.TransientModel):
    _name = "club.offer.trial.line"
    _description = "Line of a Trial Basket"

    trial_id = fields.Many2one("club.offer.trial", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="trial_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, domain="[('available_in_pos', '=', True)]")
    quantity = fields.Float(default=1, digits=(16, 3))
    price = fields.Monetary("Price, with tax", help="Of one piece, as the customer pays it before offers.")

    @api.onchange("product_id")
    def _onchange_product_id(self):
        self.price = self.product_id._club_price(self.trial_id.branch_id)


class ClubOffer(models.Model):
    _inherit = "club.offer"

    def action_try(self):
        """The dialog that tries the offer on a made-up basket."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Try “%s”", self.name), "res_model": "club.offer.trial",
            "view_mode": "form", "target": "new", "context": {"default_offer_id": self.id}}

    def _products_to_try(self):
        """Two goods at the tills: of what the offer looks at, where it names something."""
        domains = [part._products_domain() for part in (*self.benefit_ids, *self.condition_ids)]
        goods = [("available_in_pos", "=", True), ("list_price", ">", 0)]
        found = (self.env["product.product"].search(domain, limit=2) for domain in (*filter(None, domains), goods))
        return next(filter(None, found), self.env["product.product"])
