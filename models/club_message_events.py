"""What happens in the club and is told to members. The message is written in the transaction of what happened."""

from datetime import timedelta

from odoo import api, fields, models

from ..engine import jalali
from .club_repair_run import Batch

NEWS = timedelta(days=1)  # what is recorded later is no news
ROWS = 2_000


def greeting_key(event, occasion):
    """What is greeted once per member and channel: an occasion "calendar:year" of a birthday or an anniversary."""
    return f"{event}:{occasion}"


class ClubMember(models.Model):
    _inherit = "club.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        if self.env.context.get("customer_club_import"):  # a file is no reason to welcome thousands
            return members
        now = fields.Datetime.now()
        for program, joined in members.grouped("program_id").items():
            program._prepare_messages("joined", {
                member.id: ("joined", {}) for member in joined if member.joined_at > now - NEWS})
        return members

    def _tell_credit(self, amount, purse, source_key, templates=None):
        """Tell members of a programme of credit or points that each of them was given."""
        self.program_id._prepare_messages("credit", {
            member.id: (source_key, {"amount": lambda program: program._money_told(amount, purse)})
            for member in self}, templates)

    def _tell_lapsing(self, lapsing):
        super()._tell_lapsing(lapsing)
        for program, members in self.union(*lapsing).grouped("program_id").items():
            program._prepare_messages("lapsing", {
                member.id: (f"lapsing:{min(day for _amount, day in lapsing[member].values())}", {
                    "credit": lambda program, credit=lapsing[member]: ", ".join(
                        program._money_told(amount, purse) for purse, (amount, _day) in credit.items()),
                    "until": lambda program, credit=lapsing[member]: program._date(
                        min(day for _amount, day in credit.values()))})
                for member in members})

    def _tell_tier_at_risk(self, missing):
        super()._tell_tier_at_risk(missing)
        for program, members in self.union(*missing).grouped("program_id").items():
            program._prepare_messages("tier_risk", {
                member.id: (f"tier:{member.tier_id.id}:{member.tier_valid_until}", {
                    "missing": lambda program, short=missing[member]: program._tier_words(short, told=True),
                    "until": lambda program, day=member.tier_valid_until: program._date(day)})
                for member in members})


class ClubTierHistory(models.Model):
    _inherit = "club.tier.history"

    def _insert(self, rows):
        result = super()._insert(rows)
        today = fields.Date.today()
        told = [row for row in rows if row.get("tier_id") and row["why"] in ("reached", "given") and self._is_up(row)]
        for program in self.env["club.program"].browse({row["program_id"] for row in told}):
            program._prepare_messages("tier_up", {
                row["member_id"]: (f"tier:{row['tier_id']}:{today}", {
                    "tier": lambda program, tier=row["tier_id"]: program.env["club.tier"].browse(tier).name})
                for row in told if row["program_id"] == program.id})
        return result

    def _is_up(self, row):
        """Whether a row of the history is a step up."""
        rules = self.env["club.program"].browse(row["program_id"])._tier_book().rules
        before = row.get("from_tier_id")
        return not before or rules.rank(row["tier_id"]) > rules.rank(before)


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    def _finish_sale(self, book):
        result = super()._finish_sale(book)
        if self.member_id and self.purchased_at > fields.Datetime.now() - NEWS:
            self.program_id._prepare_messages("purchase", {self.member_id.id: (f"purchase:{self.id}", {
                "amount": lambda program: program._money_told(self.amount),
                "saved": lambda program: program._money_told(self.saved),
                "earned": lambda program: program._money_told(self.earned_credit),
                "earned_points": lambda program: program._money_told(self.earned_points, "points")})})
        return result


class ClubWalletAdjustment(models.Model):
    _inherit = "club.wallet.adjustment"

    def _apply(self):
        result = super()._apply()
        if self.amount > 0:
            self.wallet_id.member_id._tell_credit(self.amount, self.purse, f"adjustment:{self.id}")
        return result


class ClubCode(models.Model):
    _inherit = "club.code"

    def _tell_given(self):
        """Tell members of the codes of a batch that they were given by hand, and for what. Returns how many messages."""
        offers = self.env["club.offer"].search([
            ("state", "=", "running"), ("condition_ids.code_batch_ids", "in", self.batch_id.ids)], limit=1)
        about = offers or self.batch_id
        return self.batch_id.program_id._prepare_messages("offer", {code.member_id.id: (f"code:{code.id}", {
            "code": code, "offer": lambda program: about.with_env(program.env).name}) for code in self})


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    greetings_count = fields.Integer("Greetings written", readonly=True)

    def _step_greetings(self):
        """Write the greetings of the day at their branch to the next members, each kind once in a year."""
        program, days = self.program_id, self._days_at_branches()
        events = {"birthday": "birth", "anniversary": "anniversary"}
        texts = {event: program._greetings(event) for event in events}
        if not any(texts.values()):
            return Batch(0)
        members = self.env["club.member"].search(
            fields.Domain("program_id", "=", program.id) & fields.Domain("id", ">", self.after_id)
            & fields.Domain.OR(self._greeted(events.values(), *place) for place in days.items()), order="id", limit=ROWS)
        written = 0
        for event, name in events.items():
            for today, branches in days.items():
                fit = members.filtered_domain(self._greeted([name], today, branches))
                if event == "birthday":
                    fit = fit.filtered(lambda member, today=today: member._birthday_counts(today))
                written += program._prepare_messages(event, {
                    member.id: (greeting_key(event, f"{member.calendar}:{jalali.year_of(member.calendar, today)}"), {})
                    for member in fit}, texts[event])
        return Batch(len(members), written, last_id=members[-1:].id)

    def _days_at_branches(self):
        """{today: ids of the branches where it is that day; None for members without one: the programme's}."""
        days = {self.program_id._today(): [None]}
        for branch in self.program_id.with_context(active_test=False).branch_ids:
            days.setdefault(branch._local_time().date(), []).append(branch.id)
        return days

    def _greeted(self, names, today, branches):
        """The domain of members of these branches one of whose days is kept on a date, in their own calendar."""
        domain = fields.Domain.FALSE
        for name in names:
            for calendar in jalali.CALENDARS:
                for month, day in jalali.celebrated_on(calendar, today):
                    domain |= fields.Domain([
                        ("calendar", "=", calendar), (f"{name}_month", "=", month), (f"{name}_day", "=", day)])
        own = fields.Domain("branch_id", "in", [branch for branch in branches if branch])
        return domain & (own | fields.Domain("branch_id", "=", False) if None in branches else own)
