"""Messages written into the outbox: to whom one may go, what it says, when it may go out. Nothing is sent here.

One way for one member in a sale and for a million of a campaign: a batch is one query per channel for those who may get it, and
one statement that inserts. An occasion (`source_key`) that already has its message is passed over.
"""

import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

from ..engine import messages
from .club_message import PRIORITY
from .club_message_template import MARKETING, Template

VALID = {"joined": 24, "purchase": 12, "birthday": 20, "anniversary": 20, "offer": 72}  # hours; others a week
WEEK = 7 * 24
ADDRESS = {"sms": "phone_sanitized", "email": "email_normalized"}


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _prepare_messages(self, event, occasions, templates=None, campaign=None):
        """Write messages about an event. Returns how many.

        `occasions`: member id -> (source key, {placeholder: text, or function of the programme in the receiver's language}).
        `code` is a `club.code`, whose text is filled in when the message leaves.
        """
        self.ensure_one()
        templates = self._message_templates(event) if templates is None else templates
        if not templates or not occasions or self.state not in ("pilot", "live"):
            return 0
        self.env.flush_all()
        written = 0
        for channel, texts in templates.items():
            rows = self.env.execute_query(self._receivers(
                channel, event in MARKETING, SQL("m.id = ANY(%s)", list(occasions)), SQL(
                    "m.id, COALESCE(p.name, ''), p.%s, p.lang, m.card_number, m.tier_id, m.branch_id, w.balance_paid,"
                    " w.balance_bonus, w.balance_points", SQL.identifier(ADDRESS[channel]))))
            known = {}
            made = [self._message_row(row, texts, *occasions[row[0]], known) for row in rows]
            written += self._insert_messages(event, channel, made, campaign)
        return written

    def _receivers(self, channel, marketing, condition, columns):
        """SQL of the members, with partner and wallet, who may get a message on a channel."""
        purpose = "marketing" if marketing else "service"
        capped = SQL()
        if marketing and self.cap_count and self.cap_days:
            capped = SQL(
                """AND (SELECT COUNT(*) FROM club_message earlier WHERE earlier.member_id = m.id AND earlier.marketing
                           AND earlier.queued_at > %s AND earlier.state NOT IN ('cancelled', 'failed', 'blocked')) < %s""",
                fields.Datetime.now() - timedelta(days=self.cap_days), self.cap_count)
        return SQL(
            """SELECT %(columns)s FROM club_member m JOIN res_partner p ON p.id = m.partner_id
                 LEFT JOIN club_wallet w ON w.member_id = m.id
                WHERE %(condition)s AND m.program_id = %(program)s AND m.state = 'active' AND p.%(address)s <> ''
                  AND %(allowed)s %(capped)s ORDER BY m.id""",
            columns=columns, condition=condition, program=self.id, address=SQL.identifier(ADDRESS[channel]),
            allowed=self.env["club.consent"]._may_send_sql(channel, purpose), capped=capped)

    # -- one message --------------------------------------------------------------------------------------------------

    def _message_row(self, row, texts, source_key, extra, known):
        """(member, recipient, subject, body, parts, branch, source key, code's id) of a row of `_receivers`. `known`
        is for this method: what it has already found for a language, a tier or an amount, since many members share them.
        """
        member, name, recipient, lang, card, tier, branch, paid, bonus, points = row
        if lang not in known:
            known[lang] = self._text_for(lang, texts)
        template, program = known[lang]
        values = {"name": name, "card": card}
        for placeholder in template.names:
            if placeholder in values:
                continue
            if placeholder == "code":
                values[placeholder] = "{code}"
            elif placeholder in extra:
                value = extra[placeholder]
                values[placeholder] = value(program) if callable(value) else value
            else:
                about = {"club": None, "tier": tier, "points": points or 0, "paid": paid or 0, "bonus": bonus or 0,
                         "balance": (paid or 0) + (bonus or 0)}[placeholder]
                key = program.env.lang, placeholder, about
                if key not in known:
                    known[key] = program._message_word(placeholder, about)
                values[placeholder] = known[key]
        body = messages.render(template.body, values)
        code = "code" in template.names and extra.get("code")
        return (member, recipient, messages.render(template.subject, values) or None, body,
                messages.size(self.env["club.message"]._with_code(body, code)).parts, branch, source_key,
                code.id if code else None)

    def _message_word(self, placeholder, about):
        """What stands for a placeholder; `about`: the tier's id, or the amount."""
        if placeholder == "club":
            return self.name
        if placeholder == "tier":
            return self.env["club.tier"].sudo().browse(about).name or ""  # sudo: a tier's name is no secret
        return self._money_told(about, "points" if placeholder == "points" else None)

    def _text_for(self, lang, texts):
        """(template, programme in its language): the member's language, else the same without its country, else any."""
        code = lang if lang in texts else next(
            (each for each in texts if lang and each.split("_")[0] == lang.split("_")[0]), next(iter(texts)))
        return texts[code], self.with_context(lang=code)

    def _insert_messages(self, event, channel, rows, campaign=None):
        """Insert rows of `_message_row` into the log, waiting. Returns how many were new."""
        if not rows:
            return 0
        now = fields.Datetime.now()
        members, recipients, subjects, bodies, parts, branch_ids, keys, codes = zip(*rows, strict=True)
        branches = self.env["club.branch"].sudo().browse(set(branch_ids) - {None})  # sudo: their zone and company
        company = self.program_company_ids[:1].company_id.id or self.env.company.id
        starts = {tz: self._not_quiet(now, tz) for tz in {self.tz, *branches.mapped("tz")}}
        places = {None: (company, starts[self.tz])} | {
            branch.id: (branch.company_id.id, starts[branch.tz]) for branch in branches}
        companies, begins = zip(*map(places.get, branch_ids), strict=True)
        hours = timedelta(hours=VALID.get(event, WEEK))
        self.env.cr.execute(SQL(
            """INSERT INTO club_message (queued_at, program_id, company_id, member_id, event, channel, marketing, recipient,
                      subject, body, parts, state, local_id, priority, send_after, valid_until, attempts, source_key,
                      campaign_id, given_code_id)
               SELECT %(now)s, %(program)s, company, member, %(event)s, %(channel)s, %(marketing)s, recipient, subject, body,
                      parts, 'queued', local_id, %(priority)s, start, start + %(hours)s, 0, source_key, %(campaign)s, code
                 FROM unnest(%(companies)s::int[], %(members)s::int[], %(recipients)s::text[], %(subjects)s::text[],
                             %(bodies)s::text[], %(parts)s::int[], %(ids)s::text[], %(starts)s::timestamp[],
                             %(keys)s::text[], %(codes)s::int[]) AS new (
                      company, member, recipient, subject, body, parts, local_id, start, source_key, code)
                   ON CONFLICT DO NOTHING""",
            now=now, program=self.id, event=event, channel=channel, marketing=event in MARKETING,
            priority=PRIORITY.get(event, 10), hours=hours, campaign=campaign and campaign.id or None,
            companies=list(companies), members=list(members),
            recipients=list(recipients), subjects=list(subjects), bodies=list(bodies), parts=list(parts),
            ids=[str(secrets.randbits(62)) for _row in rows], starts=list(begins), keys=list(keys), codes=list(codes)))
        return self.env.cr.rowcount

    def _not_quiet(self, now, tz):
        """The first moment from `now` on (both naive UTC) that is not quiet in a time zone."""
        if self.quiet_from == self.quiet_until:
            return now
        zone, utc = ZoneInfo(tz), ZoneInfo("UTC")
        local = now.replace(tzinfo=utc).astimezone(zone)
        start = messages.allowed_from(local, round(self.quiet_from * 60), round(self.quiet_until * 60))
        return start.astimezone(utc).replace(tzinfo=None)


class ClubMessage(models.Model):
    _inherit = "club.message"

    def _sift(self, ids, channel):
        """Which of these taken messages may go out at this moment (a set of ids): whose member has not said stop meanwhile,
        and not in quiet hours. The others wait or are withdrawn; codes always go.
        """
        self.invalidate_model()
        may_send = self.env["club.consent"]._may_send_sql
        stopped = self.env.execute_query(SQL(
            """UPDATE club_message SET state = 'cancelled', error = 'stopped', error_text = %s FROM club_member m
                WHERE club_message.id = ANY(%s) AND m.id = club_message.member_id AND club_message.event <> 'code'
                  AND NOT CASE WHEN club_message.marketing THEN %s ELSE %s END RETURNING club_message.id""",
            self.env._("The member wants no such messages."), ids, may_send(channel, "marketing"),
            may_send(channel, "service")))
        places = self.env.execute_query(SQL(
            """SELECT message.id, message.program_id, COALESCE(branch.tz, program.tz)
                 FROM club_message message JOIN club_program program ON program.id = message.program_id
                 LEFT JOIN club_member member ON member.id = message.member_id
                 LEFT JOIN club_branch branch ON branch.id = member.branch_id
                WHERE message.id = ANY(%s) AND message.event <> 'code' AND program.quiet_from <> program.quiet_until""", ids))
        now, quiet = fields.Datetime.now(), {}
        for message, program, tz in places:
            start = self.env["club.program"].browse(program)._not_quiet(now, tz)
            if start > now:
                quiet.setdefault(start, []).append(message)
        for start, waiting in quiet.items():
            self.env.cr.execute(SQL(
                """UPDATE club_message SET state = 'queued', send_after = %s, valid_until = valid_until + %s
                    WHERE id = ANY(%s) AND state <> 'cancelled'""", start, start - now, waiting))
        return set(ids) - {row[0] for row in stopped} - {message for waiting in quiet.values() for message in waiting}

    def _personal(self, program, member, channel, subject, body):
        """Write one message to one member. Returns how many were written: none without consent or address."""
        templates = {channel: {"": Template(subject or "", body, tuple(messages.placeholders(body + (subject or ""))))}}
        return program._prepare_messages("personal", {member.id: (None, {})}, templates)
