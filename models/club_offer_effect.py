"""What each revision of an offer did: its uses, what they cost, the sales with it, and what it changed against its control
group.

Counted by the nightly run or at the press of a button, by a few statements over the purchases of the revision's time; a
revision that is long over is counted a last time. Credit and points cost what the books expect of them. The groups are
compared as they were assigned, whether a member used the offer or not: all members who could have got it against those who
by the control group could not.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import effect
from ..engine.accounting.cohorts import Key
from ..engine.accounting.valuation import Terms, provision
from .club_program_cohorts import LOCAL
from .club_repair_run import Batch

RETURNS_UNTIL = timedelta(days=90)  # so long after its end returns still change what a revision did
VERDICTS = [
    ("none", "No control group"), ("few", "Too few members"), ("unproven", "No proven effect"), ("more", "More buy"),
    ("fewer", "Fewer buy")]
CAP = 0.99  # spending counts up to what 99 of 100 buyers spent, so that one large purchase does not decide


class ClubOfferEffect(models.Model):
    _name = "club.offer.effect"
    _description = "Effect of an Offer"
    _order = "from_at desc, id desc"
    _rec_name = "revision_id"

    offer_id = fields.Many2one("club.offer", required=True, index=True, ondelete="cascade", readonly=True)
    revision_id = fields.Many2one("club.offer.revision", required=True, ondelete="restrict", readonly=True)
    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade", readonly=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    from_at = fields.Datetime("From", required=True, readonly=True)
    until_at = fields.Datetime("Until", readonly=True, help="Empty: this revision holds.")
    counted_at = fields.Datetime("Counted", required=True, readonly=True)
    is_final = fields.Boolean("Final", readonly=True, help="Long over: it is not counted again.")

    use_count = fields.Integer("Uses", readonly=True, help="Sales with it that were not wholly returned.")
    member_count = fields.Integer("Members", readonly=True, help="How many members used it.")
    discount = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True, help="Wallet credit that it gave, at face value.")
    points = fields.Integer(readonly=True)
    earned_cost = fields.Monetary(
        "Credit and points at cost", readonly=True, help="As the books value them: expected use x cost factor.")
    cost = fields.Monetary(readonly=True, help="Discounts, and credit and points at cost.")
    sales = fields.Monetary("Sales with it", readonly=True, help="Without tax, less returns.")
    goods_cost = fields.Monetary("Cost of goods", readonly=True)
    margin = fields.Monetary(
        readonly=True, help="Sales with it, less the goods' cost, less credit and points at cost. Discounts are out of sales.")

    treated_count = fields.Integer("Members who could get it", readonly=True)
    control_count = fields.Integer("Control group", readonly=True)
    treated_rate = fields.Float("Of these bought (%)", readonly=True, digits=(6, 2), aggregator=None)
    control_rate = fields.Float("Of the control group bought (%)", readonly=True, digits=(6, 2), aggregator=None)
    rate_difference = fields.Float("Difference (% points)", readonly=True, digits=(6, 2), aggregator=None)
    rate_low = fields.Float("at least", readonly=True, digits=(6, 2), aggregator=None)
    rate_high = fields.Float("at most", readonly=True, digits=(6, 2), aggregator=None)
    spend_difference = fields.Monetary(
        "More spent per member", readonly=True, aggregator=None,
        help="Tax included. A member counts up to what 99 of 100 buyers spent.")
    spend_low = fields.Monetary("Spent at least", readonly=True, aggregator=None)
    spend_high = fields.Monetary("Spent at most", readonly=True, aggregator=None)
    verdict = fields.Selection(VERDICTS, required=True, default="none", readonly=True)
    sentence = fields.Text("In words", compute="_compute_sentence")

    _revision_once = models.UniqueIndex("(revision_id)")

    # -- in words -----------------------------------------------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("verdict", "counted_at", "offer_id.date_to")
    def _compute_sentence(self):
        for row in self:
            told = row._told_use(), row._told_groups(), row._told_spend(), row._told_early()
            row.sentence = row.program_id._in_digits(" ".join(filter(None, told)))

    def _told_use(self):
        money = self.program_id._money
        return self.env._(
            "Used %(uses)s times by %(members)s members; it cost %(cost)s on sales of %(sales)s, of which %(margin)s is"
            " margin.",
            uses=self.use_count, members=self.member_count, cost=money(self.cost), sales=money(self.sales),
            margin=money(self.margin))

    def _told_groups(self):
        if self.verdict == "none":
            return self.env._("No proven effect: the offer has no control group.")
        if self.verdict == "few":
            return self.env._(
                "No proven effect: there are %(treated)s members who could get it and %(control)s in the control group; it"
                " takes %(least)s of each.", treated=self.treated_count, control=self.control_count, least=effect.LEAST)
        numbers = {name: f"{self[name]:.1f}" for name in (
            "treated_rate", "control_rate", "rate_difference", "rate_low", "rate_high")}
        told = self.env._(
            "Of %(treated)s members who could get it %(treated_rate)s %% bought, of %(control)s in the control group"
            " %(control_rate)s %%: a difference of %(rate_difference)s points, with 95 %% certainty between %(rate_low)s and"
            " %(rate_high)s.", treated=self.treated_count, control=self.control_count, **numbers)
        verdicts = {
            "unproven": self.env._("No proven effect: the difference may as well be none."),
            "more": self.env._("It is proven that more members buy."),
            "fewer": self.env._("It is proven that fewer members buy.")}
        return f"{told} {verdicts[self.verdict]}"

    def _told_spend(self):
        if self.verdict in ("none", "few"):
            return ""
        money = self.program_id._money
        return self.env._(
            "What a member spent differs by %(difference)s, with 95 %% certainty between %(low)s and %(high)s.",
            difference=money(self.spend_difference), low=money(self.spend_low), high=money(self.spend_high))

    def _told_early(self):
        last = self.offer_id.date_to
        if self.verdict == "none" or self.until_at or not last or last < self.program_id._today():
            return ""
        return self.env._(
            "The offer runs until %s: what is found before then may still change.", self.program_id._date(last))

    @api.depends("revision_id", "from_at")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            day = row.program_id._told_date(row.program_id._today(row.from_at))
            row.display_name = f"{row.revision_id.display_name} ({day})"

    # -- counting -----------------------------------------------------------------------------------------------------

    @api.model
    def _due(self, program, after, limit):
        """The next revisions of a programme, by id, whose effect is not final."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """SELECT revision.id FROM club_offer_revision revision JOIN club_offer offer ON offer.id = revision.offer_id
                WHERE offer.program_id = %s AND revision.id > %s AND NOT EXISTS (
                      SELECT 1 FROM club_offer_effect done WHERE done.revision_id = revision.id AND done.is_final)
                ORDER BY revision.id LIMIT %s""", program.id, after, limit))
        return self.env["club.offer.revision"].browse([row[0] for row in rows])

    @api.model
    def _count(self, revisions):
        """Count what these revisions did until now, and keep it."""
        self.env.flush_all()
        effects = self.sudo()  # sudo: the figures of a programme are counted by the club, whoever asks
        kept = effects.search([("revision_id", "in", revisions.ids)]).grouped("revision_id")
        for revision in revisions:
            values = effects._counted(revision)
            kept[revision].write(values) if revision in kept else effects.create(values)

    def _counted(self, revision):
        now, (start, end) = fields.Datetime.now(), revision._lifetime()
        values = {
            "offer_id": revision.offer_id.id, "revision_id": revision.id, "program_id": revision.program_id.id,
            "from_at": start, "until_at": end, "counted_at": now, "is_final": bool(end) and end + RETURNS_UNTIL < now}
        return values | self._count_uses(revision) | self._compare(revision, start, end or now)

    def _count_uses(self, revision):
        """Uses, sales and costs of the purchases with this revision. Of what came back in part, its share is taken out."""
        [(uses, members, sales, goods)] = self.env.execute_query(SQL(
            """WITH sale AS MATERIALIZED (
                   SELECT p.id, p.member_id, p.amount, p.amount_untaxed, COALESCE(back.untaxed, 0) AS back,
                          COALESCE(p.wholly_returned, FALSE) AS is_returned
                     FROM (SELECT DISTINCT purchase_id AS id FROM club_award_line
                            WHERE offer_id = %(offer)s AND revision_id = %(revision)s AND origin_id IS NULL) given
                     JOIN club_purchase p ON p.id = given.id AND p.origin_id IS NULL
                     LEFT JOIN LATERAL (SELECT SUM(amount_untaxed) AS untaxed FROM club_purchase WHERE origin_id = p.id) back
                       ON TRUE
               ), goods AS (
                   SELECT line.purchase_id AS id, SUM(line.cost) AS cost FROM (%(lines)s) line
                    WHERE line.purchase_id IN (SELECT id FROM sale) GROUP BY line.purchase_id
               )
               SELECT COUNT(*) FILTER (WHERE NOT is_returned),
                      COUNT(DISTINCT member_id) FILTER (WHERE NOT is_returned),
                      COALESCE(SUM(amount_untaxed + back), 0),
                      COALESCE(SUM(goods.cost * CASE WHEN amount_untaxed > 0 THEN (amount_untaxed + back) / amount_untaxed
                                                     WHEN is_returned THEN 0 ELSE 1 END), 0)
                 FROM sale LEFT JOIN goods ON goods.id = sale.id""",
            offer=revision.offer_id.id, revision=revision.id, lines=SQL(self.env["club.purchase.line"]._table_query)))
        discount, credit, points, earned_cost = self._given(revision)
        return {
            "use_count": uses, "member_count": members, "sales": sales, "goods_cost": goods, "discount": discount,
            "credit": credit, "points": points, "earned_cost": earned_cost, "cost": float(discount) + earned_cost,
            "margin": float(sales) - float(goods) - earned_cost}

    def _given(self, revision):
        """(discount, credit, points, what credit and points cost) of a revision, less what returns took back."""
        program = revision.program_id
        rows = self.env.execute_query(SQL(
            """SELECT p.company_id, date_trunc('month', p.purchased_at %s %s)::date, COALESCE(SUM(award.discount), 0),
                      COALESCE(SUM(award.credit), 0), COALESCE(SUM(award.points), 0)
                 FROM club_award_line award LEFT JOIN club_award_line origin ON origin.id = award.origin_id
                 JOIN club_purchase p ON p.id = COALESCE(origin.purchase_id, award.purchase_id)
                WHERE award.offer_id = %s AND award.revision_id = %s GROUP BY 1, 2""",
            LOCAL, program.tz, revision.offer_id.id, revision.id))
        cost = sum(
            program._earned_cost_minor(company, month, program._to_minor(credit), points)
            for company, month, _discount, credit, points in rows)
        return (*(sum(row[place] for row in rows) for place in (2, 3, 4)), program._from_minor(cost))

    def _compare(self, revision, start, end, within=None):
        """What members who could get the offer bought since the revision began, against its control group.

        `within`: the segment to whose members the comparison is kept.
        """
        control = revision._control_sql(SQL.identifier("m"), within)
        found = {"verdict": "none"} | dict.fromkeys((
            "treated_count", "control_count", "treated_rate", "control_rate", "rate_difference", "rate_low", "rate_high",
            "spend_difference", "spend_low", "spend_high"), 0)
        groups = self._groups(revision.program_id, control, start, end) if control else {}
        if not groups:
            return found
        (treated, spent), (other, other_spent) = (
            groups.get(is_control, (effect.Share(0, 0), effect.Spending(0, 0, 0))) for is_control in (False, True))
        found |= {"treated_count": treated.count, "control_count": other.count}
        if not effect.is_enough(treated.count, other.count):
            return found | {"verdict": "few"}
        share, spend = effect.newcombe(treated, other).scaled(100), effect.welch(spent, other_spent)
        return found | {
            "treated_rate": 100 * treated.hits / treated.count, "control_rate": 100 * other.hits / other.count,
            "rate_difference": share.difference, "rate_low": share.low, "rate_high": share.high,
            "spend_difference": spend.difference, "spend_low": spend.low, "spend_high": spend.high,
            "verdict": ("more" if share.low > 0 else "fewer") if share.is_proven else "unproven"}

    def _groups(self, program, control, start, end):
        """{is control: (Share of buyers, Spending)} of the members who had joined by `end`.

        `control`: SQL on `m`, a member: true in the control group, null for whom the offer is not meant.
        """
        rows = self.env.execute_query(SQL(
            """WITH bought AS (
                   SELECT sale.member_id, bool_or(sale.wholly_returned IS NOT TRUE) AS bought,
                          SUM(sale.amount + COALESCE(back.amount, 0)) AS spent
                     FROM club_purchase sale
                     LEFT JOIN LATERAL (SELECT SUM(amount) AS amount FROM club_purchase WHERE origin_id = sale.id) back ON TRUE
                    WHERE sale.program_id = %(program)s AND sale.origin_id IS NULL AND sale.member_id IS NOT NULL
                      AND sale.purchased_at >= %(start)s AND sale.purchased_at < %(end)s
                    GROUP BY sale.member_id
               ), assigned AS MATERIALIZED (
                   SELECT %(control)s AS is_control, COALESCE(bought.bought, FALSE) AS bought,
                          COALESCE(bought.spent, 0)::float AS spent
                     FROM club_member m LEFT JOIN bought ON bought.member_id = m.id
                    WHERE m.program_id = %(program)s AND m.active AND m.joined_at < %(end)s
               ), cap AS (
                   SELECT COALESCE(percentile_cont(%(cap)s) WITHIN GROUP (ORDER BY spent), 0) AS spent
                     FROM assigned WHERE spent > 0 AND is_control IS NOT NULL
               )
               SELECT is_control, COUNT(*), COUNT(*) FILTER (WHERE bought),
                      SUM(LEAST(assigned.spent, cap.spent)), SUM(LEAST(assigned.spent, cap.spent) ^ 2)
                 FROM assigned, cap WHERE is_control IS NOT NULL GROUP BY is_control""",
            program=program.id, control=control, start=start, end=end, cap=CAP))
        return {is_control: (effect.Share(hits, count), effect.Spending(count, total, squares))
                for is_control, count, hits, total, squares in rows}


class ClubOfferRevision(models.Model):
    _inherit = "club.offer.revision"

    def _lifetime(self):
        """(from, until) of this revision; until None while it holds."""
        following = self.search([("offer_id", "=", self.offer_id.id), ("number", ">", self.number)], order="number", limit=1)
        ended_at = self.offer_id.ended_at if self.offer_id.state == "ended" else None
        return self.create_date, following.create_date or ended_at or None

    def _control_sql(self, member, within=None):
        """SQL: whether a row of `club_member`, named `member`, is in the control group; null where the offer is not meant for
        the member, or not `within` a segment. None where the revision has no control group.
        """
        if not self._control_percent():
            return None
        meant = [SQL("%s.id IN (%s)", member, segments._member_ids_sql()) for segments in [
            *self._fixed_segments(), *filter(None, [within])]]
        return SQL("CASE WHEN %s THEN %s END", SQL(" AND ").join([SQL("TRUE"), *meant]),
                   self._held_out_sql(SQL("%s.id", member)))

    def _fixed_segments(self):
        """For each condition of this revision that names segments chosen by hand: these. Others are not looked at: who
        buys more comes and goes in them, so they would pick the groups by what they are to tell.
        """
        named = [condition["in"] for condition in self.content["conditions"] if condition["kind"] == "segment"]
        segments = self.env["club.segment"].with_context(active_test=False).search(
            [("program_id", "=", self.program_id.id), ("code", "in", sum(named, []))])
        groups = [segments.filtered(lambda segment, codes=codes: segment.code in codes) for codes in named]
        return [group for group in groups if group and set(group.mapped("kind")) == {"manual"}]


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _earned_cost_minor(self, company_id, month, credit_minor, points):
        """What credit and points that a company issued in a month cost, as the books expect today. Minor units."""
        row = self._company(self.env["res.company"].browse(company_id))
        keys = [Key(row.id, "bonus", month, False), Key(row.id, "points", month, False)]
        price = self._to_minor(self.point_price)
        terms = row._cohort_terms(keys, self._today()) if row else {keys[0]: Terms(), keys[1]: Terms(price_minor=price)}
        return provision(credit_minor, terms[keys[0]]) + provision(points, terms[keys[1]])


class ClubOffer(models.Model):
    _inherit = "club.offer"

    effect_ids = fields.One2many("club.offer.effect", "offer_id", "Effect of revisions", copy=False)
    ended_at = fields.Datetime("Ended on", readonly=True, copy=False)

    def write(self, vals):
        if vals.get("state") == "ended":
            vals = {"ended_at": fields.Datetime.now(), **vals}
        return super().write(vals)

    def action_count_effect(self):
        """Count the effect of all revisions of these offers that may still change."""
        self.check_access("read")
        effects = self.env["club.offer.effect"]
        final = effects.search([("offer_id", "in", self.ids), ("is_final", "=", True)]).revision_id
        effects._count(self.revision_ids - final)


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    effects_count = fields.Integer("Effects of offers counted", readonly=True)

    def _step_effects(self):
        """Count the effect of the next revision."""
        due = self.env["club.offer.effect"]._due(self.program_id, self.after_id, 1)
        self.env["club.offer.effect"]._count(due)
        return Batch(len(due), len(due), last_id=due.id or 0)
