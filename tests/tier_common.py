"""What tests of tiers need: a ladder of silver at 100 and gold at 300, a clock, nights, and the history in short."""

from freezegun import freeze_time
from persiantools.jdatetime import JalaliDate

from .test_repair import RepairCase


class TierCase(RepairCase):
    """Bread costs 10 without tax. Silver needs 100 of net spend in a Jalali year, gold 300; 30 days of grace."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer.action_pause()  # credit of other years would be another subject: the books of those years
        cls.silver, cls.gold = cls.env["club.tier"].create([{
            "program_id": cls.program.id, "name": code.title(), "code": code, "sequence": number,
            "threshold_amount": amount, "threshold_count": count,
        } for number, (code, amount, count) in enumerate((("silver", 100, 2), ("gold", 300, 4)), 1)])
        cls.program.write({
            "tier_metric": "spend", "tier_window": "jalali_year", "tier_grace_days": 30, "tier_notice_days": 60})

    def on(self, year, month, day):
        """Noon of a Jalali day, as the time that it is."""
        return freeze_time(f"{JalaliDate(year, month, day).to_gregorian()} 12:00:00")

    def buy(self, amount, member=None, **values):
        return self.sell([(self.bread, amount // 10)], member=member or self.member, **values)

    def night_of(self, year, month, day):
        """The nightly run in the night to a Jalali day."""
        with self.on(year, month, day):
            return self.run_again()

    def assert_tier(self, tier, until=None, member=None):
        """The tier that counts and its end, as a Jalali (year, month, day)."""
        member = member or self.member
        end = member.tier_valid_until and JalaliDate(member.tier_valid_until)
        self.assertEqual((member.tier_id, (end.year, end.month, end.day) if end else None), (tier, until))

    def history(self, member=None):
        """[(why, from, to, counted, needed)], the oldest first."""
        return [(row.why, row.from_tier_id.code, row.tier_id.code, row.counted, row.needed)
                for row in (member or self.member).tier_history_ids.sorted("id")]
