"""From the ledger to the cohorts of the books: which lots an entry made or touched, issued by whom and in which month."""

from fractions import Fraction

from odoo import models
from odoo.tools import SQL

from ..engine.accounting.cohorts import Effect, Key
from ..engine.accounting.valuation import allocation, stand_alone

LOCAL = SQL("AT TIME ZONE 'UTC' AT TIME ZONE")


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _main_company(self):
        """The programme company of what names none: the first."""
        return self.program_company_ids.sorted("id")[:1]

    def _issuer(self, alias):
        """SQL: the programme company of a lot or an entry."""
        return SQL("COALESCE(%s, %s)", SQL.identifier(alias, "program_company_id"), self._main_company().id)

    def _month_of(self, alias, name):
        """SQL: the month, in the programme's time zone, of a naive UTC column."""
        return SQL("date_trunc('month', %s %s %s)::date", SQL.identifier(alias, name), LOCAL, self.tz)

    def _defers(self, row, month, origin):
        """Whether credit of this origin is deferred: what a purchase earned, since the company defers."""
        return bool(origin == "purchase" and row.valuation_method == "deferred" and month >= row.deferred_from)

    def _cohort_effects(self, entry_ids, on):
        """What these entries of bonus and points do to lots, as a list of engine `Effect`.

        `on`: the date whose estimates tell the stand-alone price of what is issued. An entry that touches no lot (it only
        paid off or made a debt) has one effect of nothing, so that a line carries it.
        """
        self.ensure_one()
        rows = {row.id: row for row in self.program_company_ids}
        effects, sources = [], {}
        for (entry_id, kind, origin_kind, source, branch_id, company_id, purse, month, origin, units, opens
             ) in self.env.execute_query(self._effects_query(entry_ids)):
            key = Key(company_id, purse, month, self._defers(rows[company_id], month, origin))
            units = round(units * 10 ** self.env["club.wallet"]._digits(self, purse))
            if key.is_deferred and opens and kind == "earn":
                sources.setdefault(source, []).append(len(effects))
            effects.append(Effect(entry_id, key, kind, units, opens, origin_kind, branch_id))
        self._allocate(effects, sources, on)
        return effects

    def _effects_query(self, entry_ids):
        return SQL(
            """SELECT e.id, e.kind, o.kind, e.source_key, e.branch_id, COALESCE(l.company, %(own)s), e.purse,
                      COALESCE(l.month, %(entered)s), l.origin, COALESCE(x.units, 0), COALESCE(x.opens, FALSE)
                 FROM club_wallet_entry e
                 LEFT JOIN club_wallet_entry o ON o.id = e.origin_id
                 LEFT JOIN (
                      SELECT entry_id, id AS lot_id, amount AS units, TRUE AS opens
                        FROM club_wallet_lot WHERE entry_id = ANY(%(ids)s)
                      UNION ALL
                      SELECT entry_id, lot_id, amount, FALSE
                        FROM club_wallet_allocation WHERE entry_id = ANY(%(ids)s)
                 ) x ON x.entry_id = e.id
                 LEFT JOIN LATERAL (
                      SELECT %(issuer)s AS company, %(month)s AS month, lot.origin
                        FROM club_wallet_lot lot WHERE lot.id = x.lot_id) l ON TRUE
                WHERE e.id = ANY(%(ids)s) AND e.purse <> 'paid' ORDER BY e.id, x.lot_id""",
            ids=list(entry_ids), own=self._issuer("e"), entered=self._month_of("e", "entered_at"),
            issuer=self._issuer("lot"), month=self._month_of("lot", "created_at"))

    def _allocate(self, effects, sources, on):
        """Tell what purchases earned which part of their price it takes; `sources`: source key -> places in `effects`."""
        if not sources:
            return
        terms = self.program_company_ids._cohort_terms({effect.key for effect in effects}, on)
        prices = self._prices(list(sources))
        for source, places in sources.items():
            own = {place: stand_alone(effects[place].units, terms[effects[place].key]) for place in places}
            every = sum(own.values())
            for place in places:
                effects[place] = Effect(**{
                    **effects[place].__dict__, "allocated": allocation(prices.get(source), own[place], every)})

    def _prices(self, sources):
        """Source key -> the net price that money paid for a purchase, in minor units, as a fraction."""
        self.env["club.purchase"].flush_model()
        prices = {}
        for source, amount, untaxed, by_bonus, by_points in self.env.execute_query(SQL(
                """SELECT source_key, amount, amount_untaxed, COALESCE(paid_by_bonus, 0), COALESCE(paid_by_points, 0)
                     FROM club_purchase WHERE program_id = %s AND source_key = ANY(%s)""", self.id, sources)):
            whole, net = self._to_minor(amount), self._to_minor(untaxed)
            money = max(0, whole - self._to_minor(by_bonus) - self._to_minor(by_points))
            if whole > 0:
                prices[source] = Fraction(max(0, net) * money, whole)
        return prices
