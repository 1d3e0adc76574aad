"""Headings, numbers, dates and telephone numbers as people type them."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from engine.intake import headings, values
from engine.intake.values import BadValue


@pytest.mark.parametrize(("typed", "meant"), [
    (None, None), ("", None), ("-", None), (5, "5"), (0.1, "0.1"), ("1,234.50", "1234.50"), ("1.234,50", "1234.50"),
    ("1,5", "1.5"), ("12.345.678", "12345678"), ("1,234", "1234"), ("۱٬۲۳۴٫۵", "1234.5"), ("٣٤", "34"), ("(12)", "-12"),
    ("12-", "-12"), ("-12", "-12"),
    ("۱،۲۳۴،۰۰۰", "1234000"), ("۲/۵", "2.5"), ("Rs. 1,234", "1234"),
    ("12.50 د.إ", "12.5"), ("د.إ 12", "12"), ("(۱٬۲۳۴)", "-1234"),
    ("$-3.10", "-3.10"), ("﷼ ۱۲۳", "123"), ("1'234.50", "1234.50"), ("1\u202f234,50", "1234.50"),
    ("25,000 ریال", "25000"), ("$ 3.10", "3.10"), ("1 234", "1234"), ("\u200e-7", "-7"), (True, "1"), ("2.50", "2.50"),
])
def test_numbers(typed, meant):
    assert values.number(typed) == (meant and Decimal(meant))


@pytest.mark.parametrize("typed", ["abc", "1-2", "12/3", "1,2.3,4", "10%", "٪۱۰", "۱۰٪", "1.2E+3", datetime(2020, 1, 1), "."])
def test_what_is_no_number(typed):
    with pytest.raises(BadValue):
        values.number(typed)


@pytest.mark.parametrize(("typed", "order", "meant", "calendar"), [
    ("2017-01-31", "dmy", "2017-01-31", "gregorian"), ("31/01/2017", "dmy", "2017-01-31", "gregorian"),
    ("01/31/2017", "mdy", "2017-01-31", "gregorian"), ("2017/1/5 18:05", "dmy", "2017-01-05 18:05", "gregorian"),
    ("2017-01-05T18:05:09.123", "dmy", "2017-01-05 18:05:09", "gregorian"), ("5 Mar 2017", "dmy", "2017-03-05", "gregorian"),
    ("March 5, 2017 6:05 PM", "dmy", "2017-03-05 18:05", "gregorian"), ("20170131", "dmy", "2017-01-31", "gregorian"),
    ("۱۳۹۵/۱۱/۱۲", "dmy", "2017-01-31", "jalali"), ("1395-11-12 09:30", "dmy", "2017-01-31 09:30", "jalali"),
    ("۱۲ بهمن ۱۳۹۵", "dmy", "2017-01-31", "jalali"), ("12/11/1395", "dmy", "2017-01-31", "jalali"),
    ("13951112", "dmy", "2017-01-31", "jalali"), (13951112, "dmy", "2017-01-31", "jalali"),
    ("30/12/1395", "dmy", "2017-03-20", "jalali"), (42766, "dmy", "2017-01-31", "gregorian"),
    (42766.5, "dmy", "2017-01-31 12:00", "gregorian"), ("42766", "dmy", "2017-01-31", "gregorian"),
    (datetime(2017, 1, 31, 8), "dmy", "2017-01-31 08:00", "gregorian"), (datetime(1395, 11, 12), "dmy", "2017-01-31", "jalali"),
])
def test_dates(typed, order, meant, calendar):
    assert values.moment(typed, order) == (datetime.fromisoformat(meant), calendar)


@pytest.mark.parametrize(("typed", "kind"), [
    ("97/01/25", "short_year"), ("25/01/97", "short_year"), ("31/02/2017", "date"), ("1396/12/30", "date"), ("soon", "date"),
    ("2017-01-31 6 PM", "date"), ("2017-01-31T18:05:09Z", "zone"), ("2017-01-31 18:05+03:30", "zone"),
    ("2017-13-01", "date"), (7, "date"), ("2017", "date"), (True, "date"), ("5/25/1395", "date"),
])
def test_what_is_no_date(typed, kind):
    with pytest.raises(BadValue) as caught:
        values.moment(typed)
    assert caught.value.kind == kind


def test_empty_dates_and_times():
    assert values.moment(None) is None and values.moment("-") is None
    assert values.time_of_day("۱۸:۰۵") == time(18, 5) and values.time_of_day(0.75) == time(18)
    assert values.time_of_day("-") is None and values.time_of_day("6:05:09 ب.ظ") == time(18, 5, 9)
    with pytest.raises(BadValue):
        values.time_of_day("25:00")


def test_the_order_of_day_and_month_is_found_where_a_date_shows_it():
    assert values.guess_order(["03/04/2017", "03/25/2017"]) == "mdy"
    assert values.guess_order(["03/04/2017", "25/03/2017"]) == "dmy"
    assert values.guess_order(["03/04/2017", None, datetime(2017, 1, 1)]) is None


@pytest.mark.parametrize(("typed", "meant"), [
    (9123456789.0, "9123456789"), ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "09123456789"), ("'0912-345", "0912345"),
    ("+98 (912) 3", "+989123"), ("", None)])
def test_telephone_numbers_as_texts(typed, meant):
    assert values.phone_text(typed) == meant


def test_texts_and_keys():
    assert values.text(12.0) == "12" and values.text("  a\u00a0 b ") == "a b" and values.text("") is None
    assert values.key("كد  ۱۲") == values.key("کد 12")


def test_headings_in_english():
    names = ("Invoice Number", "Date", "Branch", "Member Mobile", "Product Code", "Product Name", "Department", "Brand", "Qty",
             "Unit Price", "Discount", "Line Total")
    assert headings.guess("purchases", names) == (
        "number", "date", "branch", "phone", "product_code", "product_name", "category", "brand", "quantity", "price",
        "discount", "total")
    names = ("Member Code", "Name", "Mobile", "Birthday", "City", "Age Band", "Income Band", "Join Date")
    assert headings.guess("members", names) == ("code", "name", "phone", "birthday", "city", None, None, "joined")
    names = ("Date", "Member Mobile", "Coupon Code", "Campaign", "Campaign Type", "Campaign Start", "Campaign End")
    assert headings.guess("redemptions", names) == (
        "date", "phone", "coupon", "campaign", "campaign_type", "starts_on", "ends_on")


def test_headings_in_persian_and_decorated():
    assert headings.guess("members", ("کد مشتری", "نام و نام خانوادگی", "شماره همراه", "تاريخ تولد", "شهر")) == (
        "code", "name", "phone", "birthday", "city")
    names = ("شماره فاكتور", "تاریخ", "شعبه", "نام کالا", "تعداد", "مبلغ کل (ریال)")
    assert headings.guess("purchases", names) == (
        "number", "date", "branch", "product_name", "quantity", "total")
    assert headings.guess("purchases", ("invoice_no", "saleDate", "TOTAL *")) == ("number", "date", "total")


@pytest.mark.parametrize("kind", headings.FIELDS)
@pytest.mark.parametrize("persian", [False, True])
def test_a_template_is_known_again(kind, persian):
    assert headings.guess(kind, headings.template(kind, persian)) == tuple(field.name for field in headings.FIELDS[kind])


def test_a_share_is_no_amount():
    assert headings.guess("purchases", ("Discount %", "درصد تخفیف", "Percent discount", "Tax rate")) == (None,) * 4
    assert headings.guess("purchases", ("Discount %", "Discount")) == (None, "discount")


def test_no_field_is_taken_twice():
    assert headings.guess("members", ("Name", "Full name", "Phone", "Mobile")) == ("name", None, None, "phone")


def test_headings_below_a_title_and_in_two_rows():
    head = headings.find_head("members", [(1, ["Customers of 2017"]), (3, ["Name", "Mobile"]), (4, ["Sara", "0912"])])
    assert (head.rows, head.fields) == ((3,), ("name", "phone"))
    rows = [(1, ["Invoice Number", "Date", "Item", None, None]),
            (2, [None, None, "Product Code", "Product Name", "Line Total"]),
            (3, ["7", "2017-01-01", "12", "Tea", 5])]
    head = headings.find_head("purchases", rows)
    assert (head.rows, head.fields) == ((1, 2), ("number", "date", "product_code", "product_name", "total"))


def test_headings_that_need_the_merged_one_above_them():
    told = "number", "date", "phone", "product_code", "product_name", "total"
    for upper, lower in ((["Invoice", None, "Member", "Product", None, "Line"],
                          ["Number", "Date", "Mobile", "Code", "Name", "Total"]),
                         (["فاکتور", None, "مشتری", "کالا", None, None], ["شماره", "تاریخ", "موبایل", "کد", "نام", "مبلغ"])):
        head = headings.find_head("purchases", [(2, upper), (3, lower), (4, ["7", "2017-01-01", "0912", "12", "Tea", 5])])
        assert (head.rows, head.fields) == ((2, 3), told)
        assert headings.plain(head.texts[0]) in ("invoice number", headings.plain("شماره فاکتور"))


def test_a_table_without_known_headings_and_an_empty_one():
    head = headings.find_head("members", [(2, ["aaa", "bbb"]), (3, [1, 2])])
    assert (head.rows, head.texts, head.fields) == ((2,), ("aaa", "bbb"), (None, None))
    assert headings.find_head("members", []).rows == ()


def test_a_table_without_headings_loses_no_row():
    head = headings.find_head("purchases", [(1, ["1001", "2017-01-31", "1,5"]), (2, ["1002", "2017-01-31", "2"])])
    assert (head.rows, head.texts, head.fields) == ((0,), (None,), (None,))


def test_every_month_name_is_one_of_twelve():
    assert set(values.GREGORIAN_MONTHS.values()) == set(values.JALALI_MONTHS.values()) == set(range(1, 13))
    assert values.moment("1 farvardin 1396")[0].date() == date(2017, 3, 21)
