"""Offers in words: each condition, benefit and limit as one complete sentence in the reader's language.

What is told are the engine's own values, so that an offer in a form and a revision of long ago read alike. One method for
each kind of the engine; numbers in the reader's digits, dates Jalali in Persian.
"""

from odoo import fields, models
from odoo.tools.i18n import format_list

from ..engine.offers.words import PERSIAN_DIGITS, Words
from .club_offer_condition import DAY, WEEKDAYS
from .club_offer_selector import tag_of

MOST_NAMES = 5


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _tell(self, part):
        """The sentence of a condition or benefit of the engine."""
        if part.get("in") == []:
            return self.env._("Not complete yet: choose at least one.")
        return getattr(self, f"_tell_{part['kind']}")(part)

    # -- numbers and names --------------------------------------------------------------------------------------------

    def _in_digits(self, text):
        """A text of ours with the digits of the reader."""
        return text.translate(PERSIAN_DIGITS) if (self.env.lang or "").startswith("fa") else text

    def _told_number(self, number):
        return self._words().quantity(round(number * 1000))

    def _words(self):
        return Words((self.env.lang or "en")[:2])

    def _told_days(self, number):
        return self.env._("1 day") if number == 1 else self.env._("%s days", self._told_number(number))

    def _told_times(self, number):
        return self.env._("once") if number == 1 else self.env._("%s times", self._told_number(number))

    def _told_percent(self, part):
        return self._told_number(part["rate_bps"] / 100)

    def _told_minor(self, minor):
        return self._in_digits(self._money(self._from_minor(minor)))

    def _told_date(self, text):
        return self._in_digits(self._date(fields.Date.to_date(text)))

    def _told_names(self, names):
        """Names as "A, B or C"; of many only the first, and how many more."""
        names = list(names)
        more = len(names) - MOST_NAMES
        if more > 0:
            names = [*names[:MOST_NAMES], self.env._("%s more", self._told_number(more))]
        return format_list(self.env, names, style="or")

    def _told_records(self, model, ids):
        # sudo: whoever may read an offer may read the names of what it counts, archived ones too
        found = self.env[model].sudo().with_context(active_test=False).browse(ids).exists()
        return self._told_names([*found.mapped("display_name"), *(f"#{one}" for one in ids if one not in found._ids)])

    def _told_of_code(self, model, codes):
        """Names of the programme's tiers or segments with these codes."""
        # sudo: as in _told_records
        found = self.env[model].sudo().with_context(active_test=False).search(
            [("program_id", "=", self.id), ("code", "in", codes)])
        names = dict(zip(found.mapped("code"), found.mapped("name"), strict=True))
        return self._told_names(names.get(code, code) for code in codes)

    def _told_products(self, part):
        """The products that a selector means, as words that follow "of" or "for"; empty when it means all."""
        selector = part.get("selector") or {}
        tags = [tag_of(self.env, number) for number in selector.get("tags", ())]
        named = [
            (self.env._("the product %s"), "product.product", selector.get("products")),
            (self.env._("the category %s"), "product.category", selector.get("categories")),
            (self.env._("the brand %s"), "club.brand", selector.get("brands")),
            (self.env._("the tag %s"), "product.tag", [tag.id for tag in tags if tag._name == "product.tag"]),
            (self.env._("the till category %s"), "pos.category", [tag.id for tag in tags if tag._name == "pos.category"]),
        ]
        told = [text % self._told_records(model, ids) for text, model, ids in named if ids]
        excluded = selector.get("exclude_products")
        if not excluded:
            return format_list(self.env, told, style="or") if told else ""
        return self.env._(
            "%(products)s, except %(excluded)s", excluded=self._told_records("product.product", excluded),
            products=format_list(self.env, told, style="or") if told else self.env._("any product"))

    # -- conditions ---------------------------------------------------------------------------------------------------

    def _tell_member(self, part):
        return self.env._("It is only for members of the club.")

    def _tell_tier(self, part):
        return self.env._("It is only for members whose tier is %s.", self._told_of_code("club.tier", part["in"]))

    def _tell_segment(self, part):
        return self.env._("It is only for members of the group %s.", self._told_of_code("club.segment", part["in"]))

    def _tell_visits(self, part):
        return self.env._(
            "It is given from a member's purchase number %s on.", self._told_number(part["min"] + 1))

    def _tell_every_nth_visit(self, part):
        return self.env._(
            "It is given on a member's purchases number %(first)s, %(second)s, %(third)s and so on.",
            first=self._told_number(part["n"]), second=self._told_number(2 * part["n"]),
            third=self._told_number(3 * part["n"]))

    def _tell_first_purchase(self, part):
        return self.env._("It is given on a member's first purchase.")

    def _tell_inactive(self, part):
        return self.env._(
            "It is only for members who have not bought for %s or longer.", self._told_days(part["min_days"]))

    def _tell_birthday(self, part):
        before, after = (self._told_days(part.get(name) or 0) for name in ("before", "after"))
        if part.get("before") and part.get("after"):
            return self.env._(
                "It is given from %(before)s before a member's birthday until %(after)s after it.",
                before=before, after=after)
        if part.get("before"):
            return self.env._("It is given on a member's birthday and from %s before it on.", before)
        if part.get("after"):
            return self.env._("It is given on a member's birthday and until %s after it.", after)
        return self.env._("It is given on a member's birthday.")

    def _tell_anniversary(self, part):
        before, after = (self._told_days(part.get(name) or 0) for name in ("before", "after"))
        if part.get("before") and part.get("after"):
            return self.env._(
                "It is given from %(before)s before a member's anniversary until %(after)s after it.",
                before=before, after=after)
        if part.get("before"):
            return self.env._("It is given on a member's anniversary and from %s before it on.", before)
        if part.get("after"):
            return self.env._("It is given on a member's anniversary and until %s after it.", after)
        return self.env._("It is given on a member's anniversary.")

    def _tell_joined(self, part):
        return self.env._(
            "It is only for members who joined at most %s ago.", self._told_days(part["max_days"]))

    def _tell_basket_amount(self, part):
        least, most = self._told_minor(part.get("min") or 0), self._told_minor(part.get("max") or 0)
        products = self._told_products(part)
        if part.get("min") and part.get("max"):
            if products:
                return self.env._("The basket must hold %(products)s for at least %(least)s and at most %(most)s.",
                                  products=products, least=least, most=most)
            return self.env._("The basket must be worth at least %(least)s and at most %(most)s.", least=least, most=most)
        if part.get("max"):
            if products:
                return self.env._("The basket may hold %(products)s for at most %(most)s.", products=products, most=most)
            return self.env._("The basket must be worth at most %s.", most)
        if products:
            return self.env._("The basket must hold %(products)s for at least %(least)s.", products=products, least=least)
        return self.env._("The basket must be worth at least %s.", least)

    def _tell_quantity(self, part):
        quantity, products = self._told_number(part["min_milli"] / 1000), self._told_products(part)
        if products:
            return self.env._("The basket must hold at least %(quantity)s pieces of %(products)s.",
                              quantity=quantity, products=products)
        return self.env._("The basket must hold at least %s pieces.", quantity)

    def _tell_period(self, part):
        start, end = (part.get(name) and self._told_date(part[name]) for name in ("from", "to"))
        if start and end:
            return self.env._("It runs from %(start)s until %(end)s.", start=start, end=end)
        if start or end:
            return self.env._("It runs from %s on.", start) if start else self.env._("It runs until %s.", end)
        return self.env._("Not complete yet: enter a first or a last day.")

    def _tell_weekdays(self, part):
        labels = self.env["club.offer.condition"]._fields
        week = sorted(part["in"], key=lambda day: (day + 1) % 7) if self.calendar == "jalali" else part["in"]
        return self.env._("It is given on %s.", self._told_names(
            labels[WEEKDAYS[day - 1]]._description_string(self.env) for day in week))

    def _tell_hours(self, part):
        start, end = (self._words().time(part[name]) for name in ("from", "to"))
        if part["from"] > part["to"]:
            return self.env._("It is given from %(start)s until %(end)s of the next day.", start=start, end=end)
        if (part["from"], part["to"]) == (0, DAY):
            return self.env._("It is given at any hour.")
        return self.env._("It is given from %(start)s until %(end)s o'clock.", start=start, end=end)

    def _tell_branch(self, part):
        return self.env._(
            "It is given only in the branch %s.", self._told_records("club.branch", list(map(int, part["in"]))))

    def _tell_channel(self, part):
        labels = {
            "pos": self.env._("at the till"), "web": self.env._("in the online shop"), "invoice": self.env._("by invoice")}
        return self.env._("It is given only to who buys %s.", self._told_names(labels.get(one, one) for one in part["in"]))

    def _tell_code(self, part):
        """`codes`: the codes in clear, where they are known; revisions hold digests."""
        if part.get("codes"):
            return self.env._("The customer must give the code %s.", self._told_names(part["codes"]))
        return self.env._("The customer must give a code.")

    # -- benefits -----------------------------------------------------------------------------------------------------

    def _tell_percent_off(self, part):
        values = {"percent": self._told_percent(part), "products": self._told_products(part)}
        if part.get("max_minor"):
            values["most"] = self._told_minor(part["max_minor"])
            if values["products"]:
                return self.env._("The customer gets %(percent)s %% off %(products)s, at most %(most)s.", **values)
            return self.env._("The customer gets %(percent)s %% off, at most %(most)s.", **values)
        if values["products"]:
            return self.env._("The customer gets %(percent)s %% off %(products)s.", **values)
        return self.env._("The customer gets %s %% off.", values["percent"])

    def _tell_amount_off(self, part):
        amount, products = self._told_minor(part["amount_minor"]), self._told_products(part)
        if products:
            return self.env._("The customer gets %(amount)s off %(products)s.", amount=amount, products=products)
        return self.env._("The customer gets %s off.", amount)

    def _tell_unit_off(self, part):
        values = {
            "per": self._told_number(part["per"]), "percent": self._told_percent(part),
            "products": self._told_products(part) or self.env._("any product")}
        if part["rate_bps"] == 10000:
            return self.env._(
                "One in %(per)s pieces of %(products)s is free, counted from the dearest down.", **values)
        return self.env._(
            "One in %(per)s pieces of %(products)s is %(percent)s %% cheaper, counted from the dearest down.", **values)

    def _tell_credit(self, part):
        values = {"percent": self._told_percent(part), "products": self._told_products(part)}
        if part.get("max_minor"):
            values["most"] = self._told_minor(part["max_minor"])
            if values["products"]:
                return self.env._(
                    "The member gets %(percent)s %% of what is paid for %(products)s as credit, at most %(most)s.", **values)
            return self.env._("The member gets %(percent)s %% of what is paid as credit, at most %(most)s.", **values)
        if values["products"]:
            return self.env._("The member gets %(percent)s %% of what is paid for %(products)s as credit.", **values)
        return self.env._("The member gets %s %% of what is paid as credit.", values["percent"])

    def _tell_credit_flat(self, part):
        amount, products = self._told_minor(part["amount_minor"]), self._told_products(part)
        if products:
            return self.env._("The member gets %(amount)s of credit for buying %(products)s.", amount=amount, products=products)
        return self.env._("The member gets %s of credit.", amount)

    def _tell_points(self, part):
        if not part["per_minor"]:
            return self.env._("Not complete yet: enter the amount for which points are given.")
        values = {
            "points": self._told_number(part["points"]), "per": self._told_minor(part["per_minor"]),
            "products": self._told_products(part) or self.env._("any product")}
        if part.get("max_points"):
            return self.env._(
                "The member gets %(points)s points for each %(per)s paid for %(products)s, at most %(most)s points.",
                most=self._told_number(part["max_points"]), **values)
        return self.env._("The member gets %(points)s points for each %(per)s paid for %(products)s.", **values)

    def _tell_points_flat(self, part):
        points, products = self._told_number(part["points"]), self._told_products(part)
        if products:
            return self.env._("The member gets %(points)s points for buying %(products)s.", points=points, products=products)
        return self.env._("The member gets %s points.", points)

    def _tell_gift(self, part):
        if not part.get("ref"):
            return self.env._("Not complete yet: choose the gift.")
        return self.env._(
            "The customer gets a gift: %(count)s of %(product)s.", count=self._told_number(part.get("count", 1)),
            product=self._told_records("product.product", [part["ref"]]))

    def _tell_gains(self, row):
        """What an applied row of the engine's answer gives, as sentences."""
        gains = []
        if row["discount_minor"]:
            gains.append(self.env._("%s off.", self._told_minor(row["discount_minor"])))
        if row["credit_minor"]:
            gains.append(self.env._("%s of credit.", self._told_minor(row["credit_minor"])))
        if row["points"]:
            gains.append(self.env._("%s points.", self._told_number(row["points"])))
        for gift in row["gifts"]:
            gains.append(self.env._("A gift: %(count)s of %(product)s.", count=self._told_number(gift["count"]),
                                    product=self._told_records("product.product", [gift["ref"]])))
        return gains

    # -- an offer -----------------------------------------------------------------------------------------------------

    def _tell_offer(self, rules, parts=None):
        """What an offer is, as sentences; `rules`: content of a revision. `parts`: {"benefits", "conditions"} as sentences
        where they are known better than by the rules.
        """
        if parts is None:
            parts = {name: [self._tell(part) for part in rules.get(name, ())] for name in ("benefits", "conditions")}
        return [
            *(parts["benefits"] or [self.env._("It gives nothing yet: add what the customer gets.")]),
            *(parts["conditions"] or [self.env._("Everybody gets it, on every purchase.")]), *self._tell_limits(rules)]

    def _tell_limits(self, rules):
        if rules.get("branches"):
            yield self.env._("It runs only in the branch %s.", self._told_records("club.branch", rules["branches"]))
        if rules.get("max_uses_per_member"):
            yield self._tell_member_limit(self._told_times(rules["max_uses_per_member"]), rules.get("use_period"))
        if rules.get("max_uses"):
            yield self.env._("It is given at most %s in all.", self._told_times(rules["max_uses"]))
        if rules.get("budget_minor"):
            yield self.env._("It may cost %s in all.", self._told_minor(rules["budget_minor"]))
        for lot, days in rules.get("lots", {}).items():
            yield from self._tell_lot(lot, **days)
        if rules.get("control_percent"):
            yield self.env._(
                "%s %% of the members do not get it, to tell what it changes.", self._told_number(rules["control_percent"]))
        if rules.get("stacking") == "always":
            yield self.env._("It is given whatever else applies.")
        elif rules.get("stacking") == "together":
            yield self.env._("It is given together with other such offers.") if not rules.get("group") else self.env._(
                "It is given together with other such offers, but with no other of “%s”.", rules["group"])
        else:
            yield self.env._("Of it and other single offers the customer gets the best one.")

    def _tell_lot(self, lot, pending_days, valid_days):
        purse = {"credit": self.env._("credit"), "points": self.env._("points")}[lot]
        if pending_days:
            yield self.env._(
                "Its %(purse)s can be spent after %(days)s.", purse=purse, days=self._told_days(pending_days))
        if valid_days:
            yield self.env._("Its %(purse)s lapses after %(days)s.", purse=purse, days=self._told_days(valid_days))
        else:
            yield self.env._("Its %s never lapses.", purse)

    def _tell_member_limit(self, times, period):
        return {
            "day": lambda: self.env._("A member gets it at most %s a day.", times),
            "week": lambda: self.env._("A member gets it at most %s a week.", times),
            "month": lambda: self.env._("A member gets it at most %s a month.", times),
            "year": lambda: self.env._("A member gets it at most %s a year.", times),
        }.get(period, lambda: self.env._("A member gets it at most %s in all.", times))()
