# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""What all conditions share (twin: static/src/engine/offers/conditions/base.js)."""

from ..model import listed, number, reason


class Condition:
    """One condition of an offer, compiled once from its JSON.

    A leaf sets `kind`, keeps what it needs of the JSON in `__init__`, and answers in `test(scene)` either None (it
    holds) or the reason why not. `reads_member` and `reads_history` make the base refuse before `test` when there is no
    member, or when the member's facts are too old to be relied on, so that a leaf may take the member for granted:

        class Visits(HistoryCondition):
            kind = "visits"
            ...
            def test(self, scene):
                have = scene.member.get("visits")
                return None if have is not None and have >= self.min else reason(self.kind, self.min, have)
    """

    kind = None
    reads_member = False
    reads_history = False
    selector_row = None

    def __init__(self, row, selectors):
        """Keep what is needed of the condition's JSON; a `selector` in it becomes its number in `selectors`."""

    def refusal(self, scene):
        """None when the condition holds in a scene, else the reason."""
        if self.reads_member and scene.member is None:
            return reason("no_member")
        if self.reads_history and scene.member.get("stale"):
            return reason("stale_facts")
        return self.test(scene)

    def test(self, scene):
        """None, or the reason why the condition does not hold."""
        raise NotImplementedError

    def missing(self, scene):
        """How much is missing of what the customer can still bring when it does not hold, or None: nothing will help.

        In the unit of the reason's `need`; `selector_row` is then the JSON of what is counted.
        """
        return None


class HistoryCondition(Condition):
    """A condition on a fact of the member that ages: stale facts never satisfy it."""

    reads_member = True
    reads_history = True


class ContextInList(Condition):
    """A context fact is in the list `in`; the leaf's `kind` is the code and `fact` the key in the context."""

    fact = None

    def __init__(self, row, selectors):
        self.allowed = listed(row, "in")

    def test(self, scene):
        have = scene.context.get(self.fact)
        return None if have is not None and have in self.allowed else reason(self.kind, self.allowed, have)


class DaysAround(HistoryCondition):
    """A yearly day is near: `before` days ahead of it to `after` days behind it, both 0 when null."""

    fact = None

    def __init__(self, row, selectors):
        self.before = number(row, "before")
        self.after = number(row, "after")

    def test(self, scene):
        have = scene.member.get(self.fact)
        return None if have is not None and -self.after <= have <= self.before else reason(self.kind, None, have)
