"""All running offers of a programme and branch as ready engine values: what a till loads and the server evaluates with.

Rows never change; a change of offers makes the next version, in the same transaction, once however many records it
touches. Versions count per branch. Whoever rebuilds takes the programme's turn first (an update of its row), so that
two managers at once never write books that lack each other's change: the second is told to try again by the database,
as any request is.
"""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.lru import LRU

from ..engine.offers import compile_book

QUEUE = "customer_club.offer_books"
LIMITS = ("max_uses_per_member", "remaining_uses", "remaining_budget_minor")
EARNED = {"credit", "credit_flat", "points", "points_flat"}
COMPILED = LRU(32)  # (database, book id, made at) -> (content, engine's Book); a book never changes


class ClubOfferBook(models.Model):
    _name = "club.offer.book"
    _description = "Offer Book"
    _inherit = ["club.append.only.mixin"]
    _order = "branch_id, version desc"
    _log_access = False

    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade", readonly=True)
    branch_id = fields.Many2one("club.branch", required=True, ondelete="cascade", readonly=True)
    version = fields.Integer(required=True, readonly=True)
    content_id = fields.Many2one(
        "club.offer.book.content", "Stored content", required=True, ondelete="restrict", readonly=True)
    content = fields.Json(related="content_id.content")
    checksum = fields.Char(related="content_id.checksum")
    created_at = fields.Datetime(required=True, readonly=True)

    _version_once = models.UniqueIndex("(branch_id, version)")

    @api.depends("branch_id.name", "version")
    def _compute_display_name(self):
        for book in self:
            book.display_name = f"{book.branch_id.name} #{book.version}"

    # -- reading ------------------------------------------------------------------------------------------------------

    @api.model
    def _current(self, branch):
        """The newest book of a branch; its first one is made here. Needs to be called with sudo for cashiers."""
        self._rebuild_queued()
        book = self.search_fetch([("branch_id", "=", branch.id)], order="version desc", limit=1)
        if book.program_id != branch.program_id:
            self._rebuild(branch.program_id, branch)
            book = self.search([("branch_id", "=", branch.id)], order="version desc", limit=1)
        return book

    @api.model
    def _of_version(self, branch, version):
        """The book of a branch with this version, empty when there is none."""
        return self.search([("branch_id", "=", branch.id), ("version", "=", version)], limit=1)

    def _compiled(self):
        """The engine's Book of this row, compiled once per process."""
        return self._known()[1]

    def _known(self):
        """(content, engine's Book) of this row, read and compiled once per process; neither is to be changed."""
        self.ensure_one()
        key = self.env.cr.dbname, self.id, self.created_at
        known = COMPILED.get(key)
        if known is None:
            content = self.content
            known = COMPILED[key] = content, compile_book(content["program"], content["offers"])
        return known

    def _earning(self, always_only=False):
        """The engine's Book of what these offers give beyond discounts, for sales that no till evaluated.

        `always_only`: of the offers that apply whatever else does, for a sale whose discounts nobody can explain.
        """
        self.ensure_one()
        key = self.env.cr.dbname, self.id, self.created_at, always_only
        if key not in COMPILED:
            content = self._known()[0]
            kept = [{**offer, "benefits": [one for one in offer["benefits"] if _is_earned(one)]} for offer in content["offers"]]
            COMPILED[key] = compile_book(content["program"], [
                offer for offer in kept if offer["benefits"] and (not always_only or offer["stacking"] == "always")])
        return COMPILED[key]

    def _of_offer(self, name, offer_id, default=None):
        """What the content's `revisions`, `names` or `lots` say of an offer."""
        return self._known()[0][name].get(str(offer_id), default)

    def _offer_name(self, offer_id):
        """The name of an offer in the user's language, or in another one that has it."""
        names = self._of_offer("names", offer_id, {})
        return names.get(self.env.lang or "en_US") or next(iter(names.values()), "")

    def _limited_offers(self, *limits):
        """Ids of the offers that have one of these limits (default: any)."""
        limits = set(limits or LIMITS)
        return {offer["id"] for offer in self._known()[0]["offers"] if not limits.isdisjoint(offer)}

    def _has_code(self, digest):
        """Whether some offer asks for the code with this digest."""
        return any(
            condition["kind"] == "code" and digest in condition["in"]
            for offer in self._known()[0]["offers"] for condition in offer["conditions"])

    # -- writing ------------------------------------------------------------------------------------------------------

    @api.model
    def _queue(self, programs):
        """Have the books of these programmes rebuilt before this transaction ends."""
        hooks = self.env.cr.precommit
        if QUEUE not in hooks.data:
            hooks.data[QUEUE] = set()
            hooks.add(self._rebuild_queued)
        hooks.data[QUEUE].update(programs.ids)

    @api.model
    def _rebuild_queued(self):
        ids = self.env.cr.precommit.data.pop(QUEUE, ())
        # sudo: books are written by the club, whoever changed an offer
        for program in self.sudo().env["club.program"].browse(sorted(ids)).exists():
            branches = self.sudo().env["club.branch"].with_context(active_test=False).search(  # sudo: as above
                [("program_id", "=", program.id)], order="id")
            self._rebuild(program, branches)

    @api.model
    def _rebuild(self, program, branches):
        """Write the next version of these branches' books where the content changed."""
        books = self.sudo()  # sudo: see _rebuild_queued
        program, branches = program.sudo(), branches.sudo()  # sudo: the same
        program._take_turn()
        offers = books.env["club.offer"].search([("program_id", "=", program.id), ("state", "=", "running")])
        offers._revise()
        offers = offers.filtered(lambda offer: not offer.is_stopped)
        everywhere = offers.filtered(lambda offer: not offer.branch_ids)
        by_branch = {branch.id: everywhere for branch in branches}
        for offer in offers - everywhere:
            for branch_id in offer.branch_ids.ids:
                if branch_id in by_branch:
                    by_branch[branch_id] |= offer
        books._insert_changed(program, by_branch)

    def _insert_changed(self, program, offers_by_branch):
        """`offers_by_branch`: branch id -> its offers. Contents are built once for each distinct set of offers."""
        parts, contents, rows = _parts(program, program.env["club.offer"].union(*offers_by_branch.values())), {}, []
        newest = self._newest(list(offers_by_branch))
        for branch_id, offers in offers_by_branch.items():
            key = tuple(offers.sorted().ids)
            if key not in contents:
                contents[key] = self.env["club.offer.book.content"]._of(_content(parts, key))
            version, content_id, program_id = newest.get(branch_id, (0, None, None))
            if (content_id, program_id) != (contents[key], program.id):
                rows.append((branch_id, version + 1, contents[key]))
        if rows:
            self.env.cr.execute(SQL(
                "INSERT INTO club_offer_book (program_id, created_at, branch_id, version, content_id)"
                " SELECT %s, %s, * FROM unnest(%s, %s, %s) ON CONFLICT DO NOTHING",
                program.id, fields.Datetime.now(), *(list(column) for column in zip(*rows, strict=True))))
            self.env["pos.config"]._club_announce_books([row[0] for row in rows])
        return rows

    def _newest(self, branch_ids):
        """{branch id: (version, content id, programme id)} of the newest book of each branch that has one."""
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT ON (branch_id) branch_id, version, content_id, program_id FROM club_offer_book"
            " WHERE branch_id = ANY(%s) ORDER BY branch_id, version DESC", branch_ids))
        return {branch_id: found for branch_id, *found in rows}


def _is_earned(benefit):
    """Whether a benefit can be given after the sale: credit, points, and gifts that are not goods."""
    return benefit["kind"] in EARNED or benefit["kind"] == "gift" and benefit["what"] != "product"


def _parts(program, offers):
    """What the contents of a programme's books are made of: the programme's values, and the values of each offer by its
    id.
    """
    names = offers._names()
    return program._to_engine(), {
        offer.id: {
            "offers": offer._to_engine(), "revisions": offer.revision_id.id, "names": names[str(offer.id)],
            "lots": offer.benefit_ids._lots(),
        } for offer in offers}


def _content(parts, offer_ids):
    """{"program", "offers": [...], "revisions", "names", "lots": {offer id as text: ...}} of these offers, in this
    order.
    """
    program, by_offer = parts
    content = {"program": program, "offers": [by_offer[offer_id]["offers"] for offer_id in offer_ids]}
    for name in ("revisions", "names", "lots"):
        values = {str(offer_id): by_offer[offer_id][name] for offer_id in offer_ids}
        content[name] = {offer_id: value for offer_id, value in values.items() if value}
    return content
