"""Members from a file: who is there already is met by code, card or phone; new ones join on the day the file says."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

from ..engine import jalali
from ..engine.intake import values
from ..engine.text import search_key
from .club_import_intake import Intake, Problem, Taken, used_by
from .club_wallet import Cause

PARTNER = ("email", "city", "street")
# Rows that come and go with a member that nothing else has used.
OWN = ("club_wallet", "club_tier_history", "club_import_made")
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True, "mail_notrack": True,
         "customer_club_import": True}
NOT_CHANGED = ("tier_id", "joined_at", "card_number", "calendar")
UNDONE = 500


class ClubMember(models.Model):
    _inherit = "club.member"

    former_code = fields.Char(
        "Code before the club", copy=False, help="The number that an imported file has for this member.")

    _former_code_once = models.UniqueIndex("(program_id, former_code) WHERE former_code IS NOT NULL")

    def _scrub_copies(self, partner, kept):
        """Erasing drops the files and rows in which the member came, and what they replaced."""
        super()._scrub_copies(partner, kept)
        made = self.env["club.import.made"].search([
            "|", "&", ("model", "=", self._name), ("res_id", "in", self.ids),
            "&", ("model", "=", partner._name), ("res_id", "=", partner.id)])
        made.import_id._forget_file()
        made.filtered("before").unlink()
        self.former_code = False


class Found:
    """A row of members, understood."""

    def __init__(self, number, identity, partner, member, openings):
        self.number, self.identity, self.partner, self.member, self.openings = number, identity, partner, member, openings


class MembersIntake(Intake):

    def take(self, rows, write):
        problems, found = {}, []
        branches = self.find_branches({self._safe_text(row, "branch") for row in rows} - {None}, write)
        for row in rows:
            try:
                found.append(self.understand(row, branches))
            except Problem as problem:
                problems[row.number] = str(problem)
        self.look_up_members(pair for one in found for pair in one.identity)
        seen, new, there = {}, [], []
        made_here = self._made_rows({self.members[pair] for one in found for pair in one.identity if self.members[pair]})
        for one in found:
            try:
                member = self.member_of(one.identity)
                self._refuse_twice(one, seen, made_here.get(member))
                (there if member else new).append((one, member))
            except Problem as problem:
                problems[one.number] = str(problem)
        changed = self._change(there, problems, write)
        if write:
            self.make([one for one, _none in new])
        known = len(there) - changed - sum(one.number in problems for one, _member in there)
        return Taken(len(new), changed, known, problems)

    def _safe_text(self, row, name):
        try:
            return self.text(row, name)
        except Problem:
            return None

    def understand(self, row, branches):
        name = self.text(row, "name") or " ".join(filter(None, (self.text(row, "first_name"), self.text(row, "last_name"))))
        identity = self.identity(row)
        branch = self.must_find(branches, self.text(row, "branch"), "club.branch")
        partner = {key: self.text(row, key) for key in PARTNER} | {"comment": self.text(row, "note")}
        partner |= {"name": self.needed(name or None, "name"), "phone": dict(identity).get("phone")}
        member = {"former_code": dict(identity).get("code"), "card_number": dict(identity).get("card"),
                  "branch_id": branch, "tier_id": self._tier(row), "joined_at": self._joined(row)}
        member |= self._birthday(row)
        openings = {purse: self._opening(row, purse) for purse in ("paid", "bonus", "points")}
        return Found(row.number, identity, _given(partner), _given(member), _given(openings))

    def _birthday(self, row):
        """The columns of birthday and anniversary, in the calendar in which the birthday is written."""
        born, married = self.day(row, "birthday"), self.day(row, "anniversary")
        if not born and not married:
            return {}
        calendar = (born or married)[1]
        found = {"calendar": calendar}
        if born:
            today = self.program._today()
            if born[0].date() > today or born[0].year < 1900:
                raise Problem(self.env._("The birthday %(day)s lies after today or before 1900.", day=born[0].date()))
            month, day = jalali.month_day_of(calendar, born[0].date())
            found |= {"birth_month": month, "birth_day": day, "birth_year": jalali.year_of(calendar, born[0].date())}
        if married:
            month, day = jalali.month_day_of(calendar, married[0].date())
            found |= {"anniversary_month": month, "anniversary_day": day}
        return found

    def _joined(self, row):
        joined = self.day(row, "joined")
        if not joined:
            return None
        at = joined[0].replace(tzinfo=ZoneInfo(self.job.tz)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        if at > datetime.now() + timedelta(days=1):
            raise Problem(self.env._("The member joined on %s, which is still to come.", joined[0].date()))
        return at

    def _tier(self, row):
        name = self.text(row, "tier")
        if not name:
            return None
        if "tiers" not in self.named:
            self.named["tiers"] = {
                search_key(key): tier.id for tier in self.program.tier_ids for key in (tier.name, tier.code) if key}
        if search_key(name) not in self.named["tiers"]:
            raise Problem(self.env._("The programme has no tier “%s”.", name))
        return self.named["tiers"][search_key(name)]

    def _opening(self, row, purse):
        amount = self.read(row, purse, values.number) if purse == "points" else self.money(row, purse)
        if amount is not None and (amount < 0 or purse == "points" and amount % 1):
            raise Problem(self.env._(
                "“%(amount)s” in the column “%(column)s” is no opening balance: amounts start at 0, points are whole.",
                amount=amount, column=self.headings[purse]))
        return amount or None

    # -- who is who ---------------------------------------------------------------------------------------------------

    def _made_rows(self, members):
        """{member id: row of this file that made it}"""
        self.env.cr.execute(
            "SELECT res_id, row FROM club_import_made WHERE import_id = %s AND model = 'club.member' AND before IS NULL"
            " AND res_id = ANY(%s)", [self.job.id, list(members)])
        return dict(self.env.cr.fetchall())

    def _refuse_twice(self, one, seen, earlier):
        for pair in one.identity:
            earlier = earlier or seen.get(pair)
            if earlier and earlier != one.number:
                raise Problem(self.env._("Row %(row)s has the same %(value)s already.", row=earlier, value=pair[1]))
            seen[pair] = one.number

    def _change(self, there, problems, write):
        """Fill in or replace what members have who are there already. Returns how many change."""
        records = self.env["club.member"].browse([member for _one, member in there])
        records.fetch(["partner_id", "former_code", "birth_month", "anniversary_month", "branch_id"])
        held = self._openings_of(records) if any(one.openings for one, _member in there) else {}
        changes, notes = 0, []
        for (one, _id), member in zip(there, records, strict=True):
            if self.job.existing == "keep":
                continue
            asked = one.openings and {purse: amount for purse, amount in one.openings.items()
                                      if held.get((member.id, purse)) != amount}
            if asked:
                problems[one.number] = self.env._(
                    "%s is a member already: enter opening balances by hand.", member.display_name)
                continue
            ours = self._differences(member, one.member)
            theirs = self._differences(member.partner_id, one.partner)
            if ours or theirs:
                changes += 1
            if write:
                notes += self._apply(member, ours, one.number) + self._apply(member.partner_id, theirs, one.number)
        for record, row, change in notes:
            self.env["club.import.made"]._note(self.job, record, [row], [change])
        return changes

    def _differences(self, record, asked):
        """The columns of `asked` to write to a record. What is counted or given elsewhere is not touched."""
        asked = {name: value for name, value in asked.items() if name not in NOT_CHANGED}
        if "birth_month" in asked and record.birth_month:
            asked = {name: value for name, value in asked.items() if not name.startswith("birth_")}
        replace = self.job.existing == "replace"
        return {name: value for name, value in asked.items()
                if _plain(record[name]) != value and (replace or not record[name]) and not (name == "phone" and not replace)}

    def _apply(self, record, asked, row):
        if not asked:
            return []
        before = {name: _plain(record[name]) for name in asked}
        record.with_context(**QUIET).write(asked)
        return [(record, row, (before, {name: _plain(record[name]) for name in asked}))]

    def _openings_of(self, members):
        self.env.cr.execute(
            "SELECT member_id, purse, SUM(amount) FROM club_wallet_entry WHERE kind = 'opening' AND member_id = ANY(%s)"
            " GROUP BY 1, 2", [members.ids])
        return {(member, purse): amount for member, purse, amount in self.env.cr.fetchall()}

    # -- new members --------------------------------------------------------------------------------------------------

    def make(self, found):
        """Let these join."""
        if not found:
            return
        partners = self._partners(found)
        # sudo: an import may name the tier that a member begins with; that column is the club's own otherwise
        model = self.env["club.member"].sudo().with_context(**QUIET)
        members = model.create([
            {"program_id": self.program.id, "partner_id": partner, **one.member}
            for one, partner in zip(found, partners, strict=True)])
        self.env["club.import.made"]._note(self.job, members, [one.number for one in found])
        for one, member in zip(found, members, strict=True):
            self.members.update(dict.fromkeys(one.identity, member.id))
        self._open_balances(found, members)

    def _partners(self, found):
        """Ids of the customers, in order: those whom a phone names and who are no members yet, else new ones."""
        phones = [one.partner["phone"] for one in found if "phone" in one.partner]
        self.env.cr.execute(SQL(
            "SELECT phone_sanitized, id FROM res_partner WHERE phone_sanitized = ANY(%s) AND active AND NOT EXISTS ("
            "SELECT FROM club_member WHERE partner_id = res_partner.id AND program_id = %s) ORDER BY id DESC",
            phones, self.program.id))
        there = dict(self.env.cr.fetchall())
        wanted = [one for one in found if one.partner.get("phone") not in there]
        # sudo: whoever may import members may let it make their customers. They have no parents to take fields from.
        model = self.env["res.partner"].sudo().with_context(**QUIET, _partners_skip_fields_sync=True)
        made = model.create([one.partner for one in wanted])
        self._compute_at_once(made, wanted)
        self.env["club.import.made"]._note(self.job, made, [one.number for one in wanted])
        ids = iter(made.ids)
        return [there.get(one.partner.get("phone")) or next(ids) for one in found]

    def _compute_at_once(self, partners, found):
        """What the ORM would find out of new customers one by one, a third of the work of making them: that they have no
        parents, and their telephone numbers, which have been read already.
        """
        partners._fields["commercial_partner_id"].compute_value(partners)
        phone = partners._fields["phone_sanitized"]
        self.env.remove_to_compute(phone, partners)
        for partner, one in zip(partners, found, strict=True):
            phone._update_cache(partner, one.partner.get("phone"), dirty=True)

    def _open_balances(self, found, members):
        company = self.program._company(self.job.company_id)
        cause = Cause(f"club.import:{self.job.id}", program_company_id=company.id or None)
        wallets = {wallet.member_id.id: wallet.id for wallet in self.env["club.wallet"].sudo().search(  # sudo: as above
            [("member_id", "in", members.ids)])} if any(one.openings for one in found) else {}
        for purse in ("paid", "bonus", "points"):
            amounts = [(wallets[member.id], one.openings[purse]) for one, member in zip(found, members, strict=True)
                       if purse in one.openings]
            if amounts:
                lapses = self.job.opening_expires_on or None if purse != "paid" else None
                self.env["club.wallet"].post_many(
                    self.program, "opening", purse, amounts, cause, origin="opening", expires_on=lapses)

    # -- undoing ------------------------------------------------------------------------------------------------------

    def undo(self):
        """Members as they were, then members that were made, with their customers where nothing else uses these."""
        self.env.cr.execute(
            "DELETE FROM club_import_made WHERE id IN (SELECT id FROM club_import_made WHERE import_id = %s"
            " AND model IN ('club.member', 'res.partner') AND before IS NOT NULL ORDER BY id DESC LIMIT %s)"
            " RETURNING model, res_id, before, after", [self.job.id, UNDONE])
        if rows := self.env.cr.fetchall():
            for model, res_id, before, after in rows:
                self._restore(self.env[model].browse(res_id).exists(), before, after)
            return len(rows)
        self.env.cr.execute(
            "DELETE FROM club_import_made WHERE id IN (SELECT id FROM club_import_made WHERE import_id = %s"
            " AND model = 'club.member' ORDER BY id DESC LIMIT %s) RETURNING res_id", [self.job.id, UNDONE])
        # sudo: members are never deleted by hand; those that an import made and nothing used go with it
        members = self.env["club.member"].sudo().browse([row[0] for row in self.env.cr.fetchall()]).exists()
        if not members:
            return None
        self._delete(members)
        return len(members)

    def _restore(self, record, before, after):
        """Write back what was there, where the import's value still stands."""
        same = {name: value or False for name, value in before.items() if record and _plain(record[name]) == after[name]}
        if same:
            record.with_context(**QUIET).write(same)

    def _delete(self, members):
        used = used_by(self.env, "club_member", members.ids, OWN)
        for member in members.browse(used):
            self.job._keep(member, used[member.id])
        free = [member.id for member in members if member.id not in used]
        self.env.flush_all()
        for table, column in (("club_tier_history", "member_id"), ("club_wallet", "member_id"), ("club_member", "id")):
            self.env.cr.execute(SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)", SQL.identifier(table), SQL.identifier(column), free))
        self.env.invalidate_all(flush=False)


def _given(values):
    return {name: value for name, value in values.items() if value is not None}


def _plain(value):
    """A field's value as JSON can hold it."""
    if isinstance(value, models.BaseModel):
        return value.id
    return None if value is False else value
