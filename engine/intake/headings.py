"""Which column is what: headings in English and Persian, as spreadsheets of shops have them."""

import re
from typing import NamedTuple

from ..text import search_key

FIRST_ROWS = 25  # headings stand in one of these


SHARE = re.compile(r"[%٪]|percent|درصد|(?:tax|vat) rate|نرخ (?:مالیات|ارزش)", re.IGNORECASE)  # no amount


class Field(NamedTuple):
    """Something that a column can be. `words`: headings that mean it, the surest first."""

    name: str
    words: tuple
    required: bool = False


def _fields(text):
    """Fields from lines of "name: heading | heading", which may go on in the next; a star marks what a file needs."""
    rows = (line.split(":", 1) for line in re.sub(r"\n\s*\|", " |", text.strip()).splitlines())
    return tuple(
        Field(name.strip(" *"), tuple(search_key(word) for word in words.split("|")), "*" in name) for name, words in rows)


FIELDS = {
    "members": _fields("""
        code: member code | customer code | member id | customer id | member number | membership number | کد مشتری
            | کد عضو | کد عضویت | شماره عضویت | شماره مشتری | کد اشتراک | code | id | کد
        card: card number | card no | card | barcode | شماره کارت | کارت | بارکد
        name *: name | full name | member name | customer name | member | customer | نام و نام خانوادگی | نام مشتری
            | نام عضو | نام کامل | مشتری | نام
        first_name: first name | given name | نام کوچک
        last_name: last name | family name | surname | family | نام خانوادگی | فامیل | شهرت
        phone: mobile | mobile number | cell phone | cell | phone | phone number | telephone | tel | موبایل
            | شماره موبایل | تلفن همراه | شماره تلفن همراه | همراه | تلفن | شماره تماس | شماره تلفن
        email: email | e mail | mail | email address | ایمیل | پست الکترونیک | رایانامه
        birthday: birthday | birth date | date of birth | dob | تاریخ تولد | تولد | روز تولد
        anniversary: anniversary | wedding anniversary | سالگرد | سالگرد ازدواج | تاریخ ازدواج
        joined: join date | joined | joined at | joined on | member since | registration date | registered | signup date
            | created | تاریخ عضویت | تاریخ ثبت نام | تاریخ ثبت | عضویت از
        branch: branch | store | shop | home branch | شعبه | فروشگاه
        tier: tier | level | membership level | سطح | سطح عضویت | رده | طبقه
        city: city | town | شهر
        street: address | street | نشانی | آدرس
        paid: paid credit | wallet balance | wallet | balance | credit balance | موجودی کیف پول | کیف پول
            | مانده کیف پول | موجودی | مانده | اعتبار نقدی
        bonus: bonus | bonus balance | gift credit | cashback balance | اعتبار هدیه | هدیه | مانده هدیه
        points: points | points balance | score | loyalty points | امتیاز | مانده امتیاز | امتیازات
        note: note | notes | comment | remarks | توضیحات | یادداشت | ملاحظات
    """),
    "purchases": _fields("""
        number *: invoice number | invoice no | receipt number | receipt no | order number | order no | invoice
            | receipt | bill number | document number | ticket | شماره فاکتور | شماره رسید | شماره سفارش | شماره سند
            | شماره صورتحساب | فاکتور | رسید
        date *: date | invoice date | sale date | order date | purchase date | date time | datetime | timestamp | تاریخ
            | تاریخ فاکتور | تاریخ فروش | تاریخ خرید | تاریخ سفارش | تاریخ و ساعت
        time: time | hour | ساعت | زمان
        branch: branch | store | shop | branch name | store name | outlet | location | شعبه | فروشگاه | نام شعبه
        phone: member mobile | customer mobile | mobile | customer phone | phone | mobile number | phone number
            | موبایل مشتری | موبایل | شماره موبایل | تلفن همراه | تلفن مشتری | شماره تماس | تلفن
        code: member code | customer code | customer id | member id | customer number | کد مشتری | کد عضو | شماره مشتری
            | کد اشتراک
        card: card number | member card | card | شماره کارت | کارت
        product_code: product code | item code | sku | barcode | article | article number | product id | plu | کد کالا
            | کد محصول | بارکد | بارکد کالا | شناسه کالا
        product_name: product name | product | item | item name | description | article name | نام کالا | شرح کالا
            | کالا | نام محصول | محصول | شرح
        category: department | category | product category | group | product group | دسته | گروه کالا | دسته بندی | گروه
            | دپارتمان | بخش
        brand: brand | brand name | manufacturer | برند | نام برند | مارک | سازنده
        quantity: qty | quantity | count | units | تعداد | مقدار
        price: unit price | price | rate | قیمت واحد | فی | قیمت | مبلغ واحد | بهای واحد
        discount: discount | discount amount | line discount | تخفیف | مبلغ تخفیف | تخفیف سطر
        total *: line total | total | amount | net | net amount | line amount | subtotal | total amount | paid | مبلغ کل
            | جمع | جمع سطر | مبلغ | جمع کل | مبلغ نهایی | خالص | مبلغ خالص | قابل پرداخت
        untaxed: total without tax | untaxed | untaxed amount | net of tax | بدون مالیات | مبلغ بدون مالیات | جمع بدون مالیات
        origin: return of | original invoice | returned invoice | برگشت از | فاکتور اصلی | شماره فاکتور اصلی
    """),
    "redemptions": _fields("""
        date *: date | redemption date | redeemed on | used on | تاریخ | تاریخ استفاده | تاریخ مصرف
        phone: member mobile | customer mobile | mobile | phone | customer phone | موبایل مشتری | موبایل | شماره موبایل
            | تلفن همراه | شماره تماس
        code: member code | customer code | customer id | member id | کد مشتری | کد عضو | شماره مشتری
        card: card number | member card | card | شماره کارت | کارت
        coupon *: coupon code | coupon | code | voucher | voucher code | promo code | discount code | کد تخفیف | کد کوپن
            | کوپن | کد | بن | شماره کوپن
        campaign: campaign | campaign name | offer | promotion | کمپین | نام کمپین | پویش | جشنواره | طرح
        campaign_type: campaign type | type | offer type | نوع کمپین | نوع | نوع طرح
        starts_on: campaign start | start | start date | valid from | شروع کمپین | شروع | تاریخ شروع | از تاریخ
        ends_on: campaign end | end | end date | valid until | valid to | expiry | پایان کمپین | پایان | تاریخ پایان
            | تا تاریخ | انقضا
    """),
}


class Head(NamedTuple):
    """The headings of a table: rows that they take (numbers), texts by column, guessed field by column (or None)."""

    rows: tuple
    texts: tuple
    fields: tuple


def plain(heading):
    """A heading without what decorates it: (rial), *, underscores, CamelCase."""
    heading = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(heading))
    heading = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", heading)
    return search_key(re.sub(r"[\W_]+", " ", heading.replace("\u200c", " ")))


def template(kind, persian):
    """One heading per field, such as `guess` knows again."""
    def first(field):
        return next((word for word in field.words if (word > "\u0600") == persian), field.words[0])
    return [first(field).capitalize() for field in FIELDS[kind]]


def guess(kind, headings):
    """The field of each column, or None; no field twice. The surest headings choose first."""
    claims = []
    for place, heading in enumerate(headings):
        name = plain(heading) if heading is not None and not SHARE.search(str(heading)) else ""
        for field in FIELDS[kind] if name else ():
            if (found := _sureness(name, field)) is not None:
                claims.append((found, place, field.name))
    chosen, taken = {}, set()
    for _sure, place, name in sorted(claims):
        if place not in chosen and name not in taken:
            chosen[place] = name
            taken.add(name)
    return tuple(chosen.get(place) for place in range(len(headings)))


def _sureness(name, field):
    """A sortable measure (small is sure) of a heading meaning a field; None: it does not."""
    if name in field.words:
        return 0, field.words.index(name)
    words = set(name.split())
    wider = [len(words) - len(word.split()) for word in field.words if len(word.split()) > 1 and set(word.split()) <= words]
    wider += [2 + len(words) for word in field.words if " " not in word and len(word) > 2 and word in words]
    return (1, min(wider)) if wider else None


def find_head(kind, rows):
    """The `Head` of a table's first rows, (number, values) each: the row in which most headings are known.

    Headings in two rows (a merged one over several) are read together. Without any known heading it is the first row with two
    texts or more; if numbers stand there too, or no row is such, there are no headings, and the row before the first is told.
    """
    rows = rows[:FIRST_ROWS]
    if not rows:
        return Head((), (), ())

    def score(place):
        return sum(field is not None for field in guess(kind, _texts(rows[place][1])))

    best = max(range(len(rows)), key=lambda place: (score(place), -place))
    if not score(best):
        best = next((place for place, (_number, values) in enumerate(rows) if len([v for v in values if _is_text(v)]) > 1), 0)
        if not _is_heading(rows[best][1]):
            return Head((rows[0][0] - 1,), (None,), (None,))
    used = [best]
    if best and rows[best - 1][0] == rows[best][0] - 1 and _is_heading(rows[best - 1][1]) and score(best - 1):
        used.insert(0, best - 1)
    elif best + 1 < len(rows) and rows[best + 1][0] == rows[best][0] + 1 and _fills_gaps(rows[best][1], rows[best + 1][1]):
        used.append(best + 1)
    texts = _together([_texts(rows[place][1]) for place in used])
    if len(used) > 1:
        texts = _with_groups(kind, texts, rows[used[0]][1])
    return Head(tuple(rows[place][0] for place in used), texts, guess(kind, texts))


def _with_groups(kind, texts, upper):
    """Headings that mean something only with the merged one above them, whole: Number below Invoice, شماره below فاکتور."""
    fields, found, group = guess(kind, texts), list(texts), None
    words = {word: field.name for field in FIELDS[kind] if field.name not in fields for word in field.words}
    for place, text in enumerate(texts):
        group = upper[place] if place < len(upper) and upper[place] is not None else group
        if text and group and not fields[place]:
            found[place] = next((whole for whole in (f"{group} {text}", f"{text} {group}") if plain(whole) in words), text)
    return tuple(found)


def _texts(values):
    return tuple(str(value) if value is not None else None for value in values)


def _is_text(value):
    return isinstance(value, str) and not re.fullmatch(r"[\d\s.,/:+\-]+", value)


def _is_heading(values):
    """Whether a row could be headings: texts only, and not one alone, which is a title."""
    given = [value for value in values if value is not None]
    return len(given) > 1 and all(_is_text(value) for value in given)


def _fills_gaps(upper, lower):
    """Whether a row of headings goes on in the next: that is texts too, some under columns that have none yet."""
    gaps = [value for place, value in enumerate(lower) if value is not None and (place >= len(upper) or upper[place] is None)]
    return bool(gaps) and _is_heading(lower)


def _together(rows):
    """One heading per column: the lower one, with the upper one before it where only both tell."""
    width = max(map(len, rows))
    padded = [row + (None,) * (width - len(row)) for row in rows]
    if len(padded) == 1:
        return padded[0]
    upper, lower = padded
    return tuple(low if low is not None else up for up, low in zip(upper, lower, strict=True))
