"""A rehearsal: offers tried on the purchases of a time that is over, before a customer sees them.

What it works with is fixed when it starts (`book`); then a job goes through the purchases page by page, each page in a
transaction of its own that also notes how far it came, so it can be stopped and goes on where it was. It writes nothing but
its own rows. How a purchase is rebuilt, and what that misses, stands in `club_rehearsal_page.py`.
"""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from psycopg2 import OperationalError

from ..engine.rehearsal import Limits

_logger = logging.getLogger(__name__)

AT_WORK = ("queued", "running")
EARNED = {"credit", "credit_flat", "points", "points_flat"}
TRIES = 5
MEMBERS_SHOWN = 100
BY_PEOPLE = {"name", "program_id", "offer_ids", "what", "as_if_valid", "date_from", "date_to", "branch_ids"}
RESULTS = ("club.rehearsal.offer", "club.rehearsal.change", "club.rehearsal.member", "club.rehearsal.use")
SUMS = ("sales", "discount", "credit", "points", "cost", "margin")


class ClubRehearsal(models.Model):
    _name = "club.rehearsal"
    _description = "Rehearsal of Offers"
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    program_id = fields.Many2one(
        "club.program", "Programme", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env["club.program"].search([], limit=1))
    currency_id = fields.Many2one(related="program_id.currency_id")
    offer_ids = fields.Many2many(
        "club.offer", "club_rehearsal_offer_rel", "rehearsal_id", "offer_id", "Offers",
        domain="[('program_id', '=', program_id), ('state', '!=', 'ended')]")
    what = fields.Selection(
        [("beside", "These offers beside those that run now"), ("alone", "Only these offers")], default="beside",
        required=True, string="Rehearsed")
    as_if_valid = fields.Boolean(
        "As if they had been valid", default=True, help="These offers' own dates are not looked at.")
    date_from = fields.Date("Purchases from", required=True, default=lambda self: self._default_day(30))
    date_to = fields.Date("to", required=True, default=lambda self: self._default_day(1))
    branch_ids = fields.Many2many(
        "club.branch", "club_rehearsal_branch_rel", "rehearsal_id", "branch_id", "Branches",
        domain="[('program_id', '=', program_id)]", help="Empty: all branches of the programme.")

    state = fields.Selection(
        [("draft", "Draft"), ("queued", "Waiting"), ("running", "At work"), ("done", "Done"), ("cancelled", "Cancelled"),
         ("failed", "Failed")], default="draft", required=True, readonly=True, copy=False)
    book = fields.Json(readonly=True, copy=False, prefetch=False, help="Programme and offers as the engine got them.")
    left = fields.Json(readonly=True, copy=False, prefetch=False, help="What is left of the offers' limits.")
    company_ids = fields.Many2many(
        "res.company", "club_rehearsal_company_rel", "rehearsal_id", "company_id", readonly=True, copy=False,
        help="Whose purchases are looked at: those that the person who started it may see.")
    after_id = fields.Integer(readonly=True, copy=False, help="The last purchase that was looked at.")
    purchase_total = fields.Integer("Purchases to look at", readonly=True, copy=False)
    purchase_done = fields.Integer("Looked at", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", aggregator=None)
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    finished_at = fields.Datetime("Finished", readonly=True, copy=False)
    error = fields.Text(readonly=True, copy=False)

    purchase_count = fields.Integer("Purchases", readonly=True, copy=False)
    passed_over = fields.Integer("Without lines", readonly=True, copy=False, help="Nothing tells what was in these baskets.")
    rebuilt_count = fields.Integer(
        "Rebuilt from lines", readonly=True, copy=False,
        help="No till's record tells what the engine saw: prices and products are those of the document, and what is known of"
             " the member was found again.")
    changed_count = fields.Integer(
        "Other offers", readonly=True, copy=False, help="Purchases that would have got other offers.")
    sales = fields.Monetary("Sales, rehearsed", readonly=True, copy=False, help="Without tax.")
    sales_before = fields.Monetary("Sales, as it was", readonly=True, copy=False)
    discount = fields.Monetary("Discount, rehearsed", readonly=True, copy=False)
    discount_before = fields.Monetary("Discount, as it was", readonly=True, copy=False)
    credit = fields.Monetary("Credit, rehearsed", readonly=True, copy=False)
    credit_before = fields.Monetary("Credit, as it was", readonly=True, copy=False)
    points = fields.Monetary("Points, rehearsed", readonly=True, copy=False)
    points_before = fields.Monetary("Points, as it was", readonly=True, copy=False)
    cost = fields.Monetary(
        "Cost, rehearsed", readonly=True, copy=False, help="Discounts, and credit and points as the books value them.")
    cost_before = fields.Monetary("Cost, as it was", readonly=True, copy=False)
    margin = fields.Monetary(
        "Margin, rehearsed", readonly=True, copy=False, help="Sales less the goods' cost, less credit and points at cost.")
    margin_before = fields.Monetary("Margin, as it was", readonly=True, copy=False)
    sentence = fields.Text("In words", compute="_compute_sentence")
    offer_row_ids = fields.One2many("club.rehearsal.offer", "rehearsal_id", "What each offer gave")
    change_ids = fields.One2many("club.rehearsal.change", "rehearsal_id", "Changed choices")
    member_row_ids = fields.One2many("club.rehearsal.member", "rehearsal_id", "Who gains most")

    def _default_day(self, days):
        return fields.Date.context_today(self) - timedelta(days=days)

    @api.depends("offer_ids", "what", "date_from", "date_to")
    def _compute_name(self):
        for row in self:
            names = ", ".join(row.offer_ids[:3].mapped("name")) + ("…" if len(row.offer_ids) > 3 else "")
            row.name = names or self.env._("The offers that run now")

    @api.depends("purchase_total", "purchase_done", "state")
    def _compute_progress(self):
        for row in self:
            row.progress = 100 if row.state == "done" else 100 * row.purchase_done / max(1, row.purchase_total)

    @api.depends_context("lang")
    @api.depends("state", "purchase_count")
    def _compute_sentence(self):
        for row in self:
            money = row.program_id._money
            row.sentence = row.purchase_count and row.program_id._in_digits(self.env._(
                "Of %(purchases)s purchases %(changed)s would have got other offers. Offers would have cost %(cost)s instead of"
                " %(cost_before)s, and the margin would have been %(margin)s instead of %(margin_before)s, if customers had"
                " bought the same.", purchases=row.purchase_count, changed=row.changed_count, cost=money(row.cost),
                cost_before=money(row.cost_before), margin=money(row.margin), margin_before=money(row.margin_before)))

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for row in self:
            if row.date_from > row.date_to:
                raise ValidationError(self.env._(
                    "The first day, %(first)s, comes after the last, %(last)s.", first=row.program_id._date(row.date_from),
                    last=row.program_id._date(row.date_to)))

    @api.constrains("program_id", "offer_ids", "branch_ids")
    def _check_program(self):
        for row in self:
            for record in (*row.offer_ids, *row.branch_ids):
                if record.program_id != row.program_id:
                    raise ValidationError(self.env._(
                        "%(record)s belongs to the programme %(other)s, not to %(program)s.", record=record.display_name,
                        other=record.program_id.name, program=row.program_id.name))

    # -- starting and stopping ----------------------------------------------------------------------------------------

    def action_start(self):
        """Fix what is rehearsed and put it in line for the job. One that has run starts anew."""
        self.check_access("write")
        for row in self:
            if row.state in AT_WORK:
                raise UserError(self.env._("The rehearsal “%s” is at work.", row.name))
            row.sudo()._start(self.env.companies)  # sudo: what a rehearsal works with and finds is written by the club
        # sudo: whoever may rehearse need not be able to start jobs
        self.env.ref("customer_club.club_rehearsal_cron").sudo()._trigger()

    def _start(self, companies):
        book, left = self._fixed_book()
        self.company_ids = companies
        for name in RESULTS:
            self.env[name].search([("rehearsal_id", "=", self.id)]).unlink()
        total, first_id = self._span()
        if not total:
            raise UserError(self.env._(
                "There are no purchases from %(first)s to %(last)s to rehearse on.",
                first=self.program_id._date(self.date_from), last=self.program_id._date(self.date_to)))
        self.write({
            "state": "queued", "book": book, "left": left, "after_id": first_id - 1, "purchase_total": total,
            "purchase_done": 0, "started_at": fields.Datetime.now(), "finished_at": False, "error": False,
            "purchase_count": 0, "passed_over": 0, "rebuilt_count": 0, "changed_count": 0,
            **dict.fromkeys((f"{name}{side}" for name in SUMS for side in ("", "_before")), 0)})

    def action_cancel(self):
        self.check_access("write")
        # sudo: the state is written by the club
        at_work = self.sudo().filtered(lambda row: row.state in AT_WORK)
        at_work.write({"state": "cancelled", "finished_at": fields.Datetime.now()})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_at_work(self):
        for row in self:
            if row.state in AT_WORK:
                raise UserError(self.env._("The rehearsal “%s” is at work: cancel it first.", row.name))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_results(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_results(vals)
        for row in self if BY_PEOPLE & set(vals) else ():
            if row.state in AT_WORK:
                raise UserError(self.env._("The rehearsal “%s” is at work: cancel it first.", row.name))
        return super().write(vals)

    def _refuse_results(self, vals):
        if not self.env.su and set(vals) - BY_PEOPLE:
            raise UserError(self.env._("What a rehearsal found is written by the club only."))

    def _fixed_book(self):
        """({"program", "offers"}, what is left of limits at the start) as plain values, which later changes do not touch."""
        offers = self.offer_ids
        if self.what == "beside":
            offers |= self.env["club.offer"].search([("program_id", "=", self.program_id.id), ("state", "=", "running")])
        if not offers:
            raise UserError(self.env._("There is nothing to rehearse: name an offer."))
        for offer in offers:
            if not offer.benefit_ids:
                raise UserError(self.env._("The offer “%s” gives nothing yet: add at least one benefit.", offer.name))
        book = {"program": self.program_id._to_engine(), "offers": [self._fixed_offer(offer) for offer in offers]}
        return book, {str(offer.id): [
            offer.max_uses or None, offer.budget and self.program_id._to_minor(offer.budget) or None,
        ] for offer in offers if offer.max_uses or offer.budget}

    def _fixed_offer(self, offer):
        """{"engine", "branches", "control_percent", "use_period"} of an offer."""
        engine = offer._to_engine()
        if self.as_if_valid and offer in self.offer_ids:
            engine["conditions"] = engine["conditions"][len(offer._period()):]
        return {"engine": engine, "branches": offer.branch_ids.ids, "control_percent": offer.control_percent,
                "use_period": offer.use_period if offer.max_uses_per_member else None}

    def _span(self):
        """(how many purchases there are to look at, the first one's id)."""
        self.env["club.purchase"].flush_model()
        [(count, first_id)] = self.env.execute_query(SQL(
            "SELECT COUNT(*), COALESCE(MIN(sale.id), 0) FROM club_purchase sale WHERE %s", self._within()))
        return count, first_id

    def _within(self):
        """SQL: a purchase `sale` is one to look at. What was wholly returned is as if never sold."""
        midnight = self.program_id._midnight
        return SQL(
            """sale.program_id = %s AND sale.company_id = ANY(%s) AND sale.origin_id IS NULL
               AND sale.wholly_returned IS NOT TRUE AND sale.purchased_at >= %s AND sale.purchased_at < %s AND %s""",
            self.program_id.id, self.company_ids.ids, midnight(self.date_from), midnight(self.date_to + timedelta(days=1)),
            SQL("sale.branch_id = ANY(%s)", self.branch_ids.ids) if self.branch_ids else SQL("TRUE"))

    # -- the job ------------------------------------------------------------------------------------------------------

    @api.model
    def _cron_rehearse(self):
        """Work on what is in line, one committed page after the other."""
        for row in self.search([("state", "in", AT_WORK)], order="id"):
            if not row._work():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _work(self):
        """Go on with this rehearsal. Returns False when the job's time is up first."""
        lost, pages = 0, None
        while True:
            self.invalidate_recordset()
            # A person who cancels waits for the page that is at work; what a person has locked is left for later.
            if self.state not in AT_WORK or not self.try_lock_for_update(allow_referencing=True):
                return True
            try:
                with self.env.cr.savepoint():
                    pages = pages or self._pages()
                    found = self._work_page(pages)
                    lost = 0
            except OperationalError:
                lost, found, pages = lost + 1, 1, None
                if lost == TRIES:
                    return True
            except Exception as error:
                _logger.exception("The rehearsal %s stopped", self.id)
                self.write({"state": "failed", "error": str(error), "finished_at": fields.Datetime.now()})
                found = 1
            if not self.env["ir.cron"]._commit_progress(found, remaining=1):
                return False

    def _pages(self):
        return Pages(self)

    def _finish(self):
        self.env["club.rehearsal.member"]._keep_top(self, MEMBERS_SHOWN)
        self.env["club.rehearsal.use"].search([("rehearsal_id", "=", self.id)]).unlink()
        self.write({"state": "done", "finished_at": fields.Datetime.now(), "purchase_done": self.purchase_total})


class ClubOffer(models.Model):
    _inherit = "club.offer"

    def action_rehearse(self):
        """Open a new rehearsal of these offers, ready to start."""
        return {
            "type": "ir.actions.act_window", "name": self.env._("Rehearse"), "res_model": "club.rehearsal",
            "view_mode": "form", "context": {
                "default_offer_ids": [(6, 0, self.ids)], "default_program_id": self.program_id[:1].id}}


class Pages:
    """What stays the same from page to page: the engine's books by branch, and the limits that they share."""

    def __init__(self, rehearsal):
        self.content, self.limits, self.books = rehearsal.book, Limits(dict(rehearsal.left or {})), {}
        self.offers = {row["engine"]["id"]: row for row in self.content["offers"]}

    def book(self, branch_id, earning):
        """The engine's book of a branch; `earning`: of what offers give beyond discounts, for sales at agreed prices."""
        rows = [row for row in self.content["offers"] if not row["branches"] or branch_id in row["branches"]]
        key = earning, *(row["engine"]["id"] for row in rows)
        if key not in self.books:
            offers = [row["engine"] for row in rows]
            if earning:
                kept = [{**offer, "benefits": [one for one in offer["benefits"] if one["kind"] in EARNED]} for offer in offers]
                offers = [offer for offer in kept if offer["benefits"]]
            self.books[key] = self.limits.book(self.content["program"], offers)
        return self.books[key]
