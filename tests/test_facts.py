"""What is stored of members' purchases equals a recount, after every kind of sale and return; the check finds what does not."""

from odoo.tests import tagged

from .pos_common import ClubPosCase


@tagged("post_install", "-at_install")
class TestFacts(ClubPosCase):  # each test ends with the check of the invariants, which counts anew

    def facts(self):
        return self.member.visits, self.member.last_purchase_at

    def test_a_wholly_returned_purchase_is_no_visit_and_not_the_last_one(self):
        first = self.sell([(self.bread, 1)], member=self.member, date="2026-05-01 10:00:00")
        second = self.sell([(self.bread, 2)], member=self.member, date="2026-05-03 10:00:00")
        self.assertEqual(self.facts(), (2, second.date_order))
        self.give_back(second, {second.lines: 1}, [(self.cash, -10)])
        self.assertEqual(self.facts(), (2, second.date_order), "a part of it was kept")
        self.give_back(second, {second.lines: 1}, [(self.cash, -10)])
        self.assertEqual(self.facts(), (1, first.date_order))
        self.give_back(first, {first.lines: 1}, [(self.cash, -10)])
        self.assertEqual(self.facts(), (0, False))

    def test_a_sale_that_arrives_late_is_a_visit_and_not_the_last_one(self):
        late = self.sell([(self.bread, 1)], member=self.member, date="2026-05-03 10:00:00")
        self.sell([(self.bread, 1)], member=self.member, date="2026-05-01 10:00:00")
        self.assertEqual(self.facts(), (2, late.date_order))

    def test_the_check_names_members_whose_facts_are_wrong(self):
        self.sell([(self.bread, 1)], member=self.member)
        for name, value in (("visits", 7), ("last_purchase_at", self.at("2020-01-01"))):
            right = self.member[name]
            self.member[name] = value
            fault, = self.program._check_invariants()
            self.assertIn(f"not what the purchases say, members: {self.member.id}", fault)
            self.member[name] = right
