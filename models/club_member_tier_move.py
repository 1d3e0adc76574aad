"""How a member's tier changes: by the engine's moves, by hand, at joining and when two members become one.

Each change is a row of the history. What was earned goes on below a tier that is given by hand.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from ..engine import tiers
from ..engine.tiers import State
from .club_member_tier import columns_of
from .club_sql import table_of

MOVING = object()  # an object of this process: no client can send it
GIVEN = {"tier_id", "tier_manual_until"}
WRITTEN_BY_THE_CLUB = {
    "tier_earned_id", "tier_valid_until", "tier_manual_id", "tier_manual_holds", "tier_since", "tier_progress",
    "tier_counted_from", "tier_counted_until", "tier_version", "tier_looked_on"}


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _tier_row(self, member_id, why, before, after, **values):
        """A row of the history, column -> value."""
        return {
            "member_id": member_id, "program_id": self.id, "why": why, "from_tier_id": before.tier,
            "from_valid_until": before.valid_until, "tier_id": after.tier, "valid_until": after.valid_until, **values}

    def _move_tiers(self, moved, counts=None, **values):
        """Carry out the engine's moves, (`Standing`, moves in order) for each member, in SQL: a night may move as many as
        there are. `counts`: member id -> `Counted`, stored with it. `values`: columns of their rows in the history.
        """
        if not moved:
            return
        rules, today, rows, states = self._tier_book().rules, self._today(), [], []
        for standing, moves in moved:
            rows += [self._tier_row(standing.id, move.why, move.before, move.after, **values, **self._tier_numbers(move))
                     for move in moves]
            after = moves[-1].after
            shown = tiers.shown(rules, after.tier, standing.manual, standing.holds)
            since = standing.since if shown == standing.tier else today
            states.append((standing.id, after.tier, after.valid_until, shown, since))
        ids, earned, until, shown, since = map(list, zip(*states, strict=True))
        self.env["club.member"].browse(ids)._write_in_sql(
            tier_earned_id=earned, tier_valid_until=until, tier_id=shown, tier_since=since,
            **columns_of(map(counts.get, ids)) if counts else {})
        self.env["club.tier.history"]._insert(rows)


class ClubMember(models.Model):
    _inherit = "club.member"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(WRITTEN_BY_THE_CLUB & set(vals) for vals in vals_list):
            self._refuse_tier_facts()
        members = super().create(vals_list)
        self.env["club.tier.history"]._insert([row for member in members for row in member._begin_tier()])
        return members

    def write(self, vals):
        if self.env.context.get("customer_club_tier") is MOVING:
            return super().write(vals)
        if WRITTEN_BY_THE_CLUB & set(vals) and not self.env.su:
            self._refuse_tier_facts()
        if not GIVEN & set(vals):
            return super().write(vals)
        rest = {name: value for name, value in vals.items() if name not in GIVEN}
        if rest:
            super().write(rest)
        until = fields.Date.to_date(vals.get("tier_manual_until"))
        for member in self:
            tier = self.env["club.tier"].browse(vals.get("tier_id", member.tier_id.id))
            if until or tier != member.tier_id:
                member._give_tier(tier, until)
        return True

    def _refuse_tier_facts(self):
        raise UserError(self.env._("What members have earned is counted by the club itself; a tier can be given by hand."))

    def _write_tier(self, **values):
        """Write tier columns, and the tier that counts with them. Nothing for the chatter: the history has it all."""
        self.ensure_one()
        member = self.with_context(customer_club_tier=MOVING, tracking_disable=True)
        member.write(values)
        shown = self._shown_tier(self._tier_state().tier)
        if (shown or False) != self.tier_id.id:
            member.write({"tier_id": shown, "tier_since": self.program_id._today()})

    def _shown_tier(self, earned):
        """Id of the tier that counts beside an earned one (an id or None)."""
        rules = self.program_id._tier_book().rules
        return tiers.shown(rules, earned, self.tier_manual_id.id or None, self.tier_manual_holds)

    def _tier_row(self, why, before, after, **values):
        """A row of the history, column -> value."""
        return self.program_id._tier_row(self.id, why, before, after, **values)

    def _write_in_sql(self, **columns):
        """Write columns of these members in one statement: column -> values in the order of `self`. Nothing depends on them."""
        self.flush_recordset(list(columns))
        names, rows = table_of(self, {"id": list(self.ids), **columns})
        self.env.cr.execute(SQL(
            "UPDATE club_member SET (%s) = ROW(%s) FROM (%s) new WHERE club_member.id = new.id",
            SQL(", ").join(names[1:]), SQL(", ").join(SQL("new.%s", name) for name in names[1:]), rows))
        self.invalidate_recordset(list(columns))

    def _begin_tier(self):
        """The first tier of a new member: the one that an import names, else the one that everybody has. Returns the rows
        of the history.
        """
        book, today, tier = self.program_id._tier_book(), self.program_id._today(), self.tier_id
        if not book.metric and not tier:
            return []
        window = self._tier_window(today)
        key = tier.id or book.rules.earned(0)
        state = tiers.begin(book.rules, key, today, self._tier_joined_on())
        self._write_tier(
            tier_version=book.version, tier_progress=0, tier_counted_from=window.start,
            tier_counted_until=tiers.holds_until(book.rules, window, None), tier_earned_id=key,
            tier_valid_until=state.valid_until, tier_since=key and today)
        why = "joined" if not tier else "opening" if book.metric else "given"
        return [self._tier_row(why, State(), state)] if key else []

    # -- by hand ------------------------------------------------------------------------------------------------------

    def _give_tier(self, tier, until=None, *, holds=False, note=None):
        """Give a tier by hand (none: take away what was given), until a day. Recorded with the user; refused on their own
        card.

        Without an end, in a programme whose tiers are not earned, it simply becomes the member's tier.
        """
        self.ensure_one()
        self._check_may_manage()
        program, before = self.program_id, State(self.tier_id.id or None, self.tier_manual_until or None)
        if until and until < program._today():
            raise ValidationError(self.env._(
                "The last day %(until)s is over: today is %(today)s.", until=format_date(self.env, until),
                today=format_date(self.env, program._today())))
        rules, earned = program._tier_book().rules, self._tier_state().tier
        if tier and earned and not holds and rules.rank(tier.id) < rules.rank(earned):
            raise UserError(self.env._(
                "%(member)s has earned %(earned)s, which is above %(tier)s. Tick “Let it hold” to let %(tier)s count.",
                member=self.partner_id.name, earned=self.env["club.tier"].browse(earned).name, tier=tier.name))
        member = self.sudo()  # sudo: nobody may write tier columns; the right to give a tier is checked above
        if tier and not until and not program.tier_metric:
            member._write_tier(tier_earned_id=tier.id, tier_valid_until=False, tier_manual_id=False,
                               tier_manual_until=False, tier_manual_holds=False)
        elif tier or self.tier_manual_id:
            member._write_tier(tier_manual_id=tier.id, tier_manual_until=tier and until,
                               tier_manual_holds=bool(tier) and holds)
        elif program.tier_metric:
            raise UserError(self.env._("%s was given no tier by hand that could be taken away.", self.partner_id.name))
        else:
            member._write_tier(tier_earned_id=False, tier_valid_until=False)
        after = State(member.tier_id.id or None, until if tier else member.tier_valid_until or None)
        self.env["club.tier.history"]._insert([self._tier_row("given" if tier else "given_over", before, after, note=note)])

    def _end_given_tier(self):
        """Take away tiers given by hand whose last day is over."""
        rows = []
        for member in self:
            before = State(member.tier_id.id or None, member.tier_manual_until)
            member._write_tier(tier_manual_id=False, tier_manual_until=False, tier_manual_holds=False)
            after = State(member.tier_id.id or None, member.tier_valid_until or None)
            rows.append(member._tier_row("given_over", before, after))
        self.env["club.tier.history"]._insert(rows)

    def action_give_tier(self):
        self._check_may_manage()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Tier of %s", self.partner_id.name),
            "res_model": "club.tier.give", "view_mode": "form", "target": "new",
            "context": {"default_member_id": self.id}}

    # -- two members become one --------------------------------------------------------------------------------------

    def _values_of_both(self, other):
        values = super()._values_of_both(other)
        values.pop("tier_id")  # below, with what was earned and what was given
        return values

    def _merge_one(self, target):
        super()._merge_one(target)
        target._take_tier_of(self)

    def _take_tier_of(self, other):
        """Take the better of two earned tiers and what was given to the other; count what both have bought."""
        book, today, before = self.program_id._tier_book(), self.program_id._today(), self._tier_state()
        after = tiers.better(book.rules, before, other._tier_state())
        given = self if self.tier_manual_id else other
        self._write_tier(
            tier_earned_id=after.tier, tier_valid_until=after.valid_until, tier_manual_id=given.tier_manual_id.id,
            tier_manual_until=given.tier_manual_until, tier_manual_holds=given.tier_manual_holds)
        other._write_tier(tier_version=0)
        self.env["club.tier.history"]._insert([self._tier_row("merged", before, after)])
        if book.metric:
            joined_on = self._tier_joined_on()
            self.program_id._store_counts(self.program_id._counted_anew([(self.id, joined_on)], today))
            move = tiers.upgrade(book.rules, after, self._tier_window(today), self._tier_count(today), today, joined_on)
            self.program_id._move_tiers([(self._tier_standing(), [move])] if move else [])
