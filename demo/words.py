"""The invented shop: what it sells, to whom, and what its club offers. English first, Persian second."""

SHOP = "Sepidar Market"
# branch -> its tills
BRANCHES = {"Sepidar Garden": ("Garden 1", "Garden 2"), "Sepidar Bridge": ("Bridge",)}

BRANDS = {
    "Lamis": "لمیس", "Nooran": "نوران", "Kohbar": "کوه‌بار", "Parvaz": "پرواز",
    "Zarrin Dasht": "زرین‌دشت", "Mina": "مینا",
}

# category -> products: name, Persian name, price with tax, cost, brand
CATEGORIES = {
    ("Coffee and tea", "قهوه و چای"): (
        ("Ground coffee 250 g", "قهوه آسیاب‌شده ۲۵۰ گرمی", 200000, 118000, "Lamis"),
        ("Coffee beans 500 g", "دانه قهوه ۵۰۰ گرمی", 385000, 240000, "Lamis"),
        ("Black tea 450 g", "چای سیاه ۴۵۰ گرمی", 165000, 96000, "Nooran"),
        ("Green tea 100 g", "چای سبز ۱۰۰ گرمی", 98000, 51000, "Nooran"),
        ("Herbal tea, 20 bags", "دمنوش ۲۰ عددی", 72000, 38000, "Nooran"),
        ("Hot chocolate 300 g", "پودر شکلات داغ ۳۰۰ گرمی", 124000, 75000, "Lamis"),
        ("Rock sugar with saffron", "نبات زعفرانی", 88000, 47000, "Zarrin Dasht"),
        ("Tea glass, set of 6", "استکان ۶ تایی", 210000, 132000, "Mina"),
    ),
    ("Nuts and dried fruit", "آجیل و خشکبار"): (
        ("Pistachios 250 g", "پسته ۲۵۰ گرمی", 320000, 221000, "Zarrin Dasht"),
        ("Almonds 250 g", "بادام ۲۵۰ گرمی", 245000, 166000, "Zarrin Dasht"),
        ("Walnuts 250 g", "گردو ۲۵۰ گرمی", 190000, 129000, "Kohbar"),
        ("Mixed nuts 500 g", "آجیل مخلوط ۵۰۰ گرمی", 480000, 330000, "Zarrin Dasht"),
        ("Dried figs 300 g", "انجیر خشک ۳۰۰ گرمی", 135000, 84000, "Kohbar"),
        ("Raisins 400 g", "کشمش ۴۰۰ گرمی", 92000, 55000, "Kohbar"),
        ("Dried mulberries 250 g", "توت خشک ۲۵۰ گرمی", 118000, 72000, "Kohbar"),
        ("Sunflower seeds 200 g", "تخمه آفتابگردان ۲۰۰ گرمی", 46000, 26000, "Kohbar"),
    ),
    ("Sweets", "شیرینی"): (
        ("Saffron wafers", "ویفر زعفرانی", 58000, 33000, "Mina"),
        ("Nougat with pistachio", "گز پسته‌ای", 175000, 108000, "Zarrin Dasht"),
        ("Brittle, thin", "سوهان نازک", 160000, 99000, "Zarrin Dasht"),
        ("Dark chocolate 70 %", "شکلات تلخ ۷۰٪", 64000, 37000, "Mina"),
        ("Milk chocolate", "شکلات شیری", 54000, 31000, "Mina"),
        ("Date cookies", "کلوچه خرمایی", 76000, 44000, "Parvaz"),
        ("Rice cookies 400 g", "نان برنجی ۴۰۰ گرمی", 112000, 68000, "Parvaz"),
        ("Honey 500 g", "عسل ۵۰۰ گرمی", 295000, 198000, "Kohbar"),
    ),
    ("Household", "خانه و آشپزخانه"): (
        ("Dish soap 1 l", "مایع ظرفشویی ۱ لیتری", 68000, 41000, "Parvaz"),
        ("Laundry powder 3 kg", "پودر لباسشویی ۳ کیلویی", 215000, 149000, "Parvaz"),
        ("Paper towels, 4 rolls", "حوله کاغذی ۴ رول", 84000, 56000, "Mina"),
        ("Tissues, 300 sheets", "دستمال کاغذی ۳۰۰ برگ", 49000, 31000, "Mina"),
        ("Steel pot 3 l", "قابلمه استیل ۳ لیتری", 690000, 470000, "Parvaz"),
        ("Thermos 1 l", "فلاسک ۱ لیتری", 420000, 287000, "Parvaz"),
        ("Cutting board", "تخته گوشت", 155000, 98000, "Parvaz"),
        ("Candles, 4 pieces", "شمع ۴ عددی", 60000, 34000, "Mina"),
    ),
    ("Stationery and gifts", "لوازم‌التحریر و هدیه"): (
        ("Notebook, 100 sheets", "دفتر ۱۰۰ برگ", 55000, 30000, "Mina"),
        ("Gel pens, 5 colours", "خودکار ژله‌ای ۵ رنگ", 82000, 47000, "Mina"),
        ("Coloured pencils, 12", "مداد رنگی ۱۲ عددی", 96000, 58000, "Parvaz"),
        ("Gift box, small", "جعبه هدیه کوچک", 45000, 21000, "Mina"),
        ("Gift box, large", "جعبه هدیه بزرگ", 90000, 44000, "Mina"),
        ("Greeting card", "کارت تبریک", 25000, 9000, "Mina"),
        ("Wooden puzzle", "پازل چوبی", 185000, 112000, "Parvaz"),
        ("Desk calendar", "تقویم رومیزی", 70000, 36000, "Mina"),
    ),
}

# code, name, Persian name, net spend in 365 days
TIERS = (
    ("bronze", "Bronze", "برنزی", 0), ("silver", "Silver", "نقره‌ای", 6000000), ("gold", "Gold", "طلایی", 12000000))

# The first half of the members write their names in Latin letters, the second half in Persian ones.
MEMBERS = (
    "Sara Behnam", "Arash Daryan", "Nika Ostad", "Kian Parsa", "Mina Rostami",
    "Babak Shafaei", "Leila Tavan", "Omid Yekta",
    "Roya Zandi", "Pouya Amin", "Taraneh Bahar", "Siavash Dorri", "Yasaman Ebrahimi",
    "Farhad Golzar", "Hasti Irani",
    "Navid Javan", "Parisa Kamali", "Dara Lotfi", "Elham Mahan", "Ramin Nikpour",
    "Setareh Omidi", "Behrad Pouyan",
    "Shirin Rahnama", "Kaveh Sepehr", "Golnar Taban", "Mehrdad Vahdat", "Ava Yazdani",
    "Sam Zarei", "Niloofar Arman",
    "Shahin Badi",
    "سارا بهنام‌فر", "آرش دریایی", "نیکا استادی", "کیان پارسا", "مینا رستگار",
    "بابک شفیعی", "لیلا توانا", "امید یکتا",
    "رویا زندی", "پویا امین‌زاده", "ترانه بهاری", "سیاوش دری", "یاسمن ابراهیمی",
    "فرهاد گلزار", "هستی ایرانی",
    "نوید جوان", "پریسا کمالی", "دارا لطفی", "الهام ماهان", "رامین نیک‌پور",
    "ستاره امیدی", "بهراد پویان", "شیرین رهنما",
    "کاوه سپهر", "گلنار تابان", "مهرداد وحدت", "آوا یزدانی", "سام زارعی", "نیلوفر آرمان",
    "شاهین بدیع",
)
NEWCOMERS = ("Darya Sohrabi", "کاوه نیک‌اندیش")  # joined today
# 555-0100 to 555-0199 belong to nobody: the numbering plan keeps them for invented people.
PHONE = "+1 202-555-01{:02d}"

# name, Persian name, stacking, conditions, benefits. "tier" and "category" stand for the records of that code and name.
OFFERS = (
    ("2 % credit on every purchase", "۲٪ اعتبار برای هر خرید", "always",
     (), ({"kind": "credit", "percent": 2},)),
    ("Regulars: 5 % credit", "مشتریان همیشگی: ۵٪ اعتبار", "alone",
     ({"kind": "visits", "min_visits": 10},), ({"kind": "credit", "percent": 5},)),
    ("10 % off from 500,000", "۱۰٪ تخفیف برای خرید از ۵۰۰٬۰۰۰", "alone",
     ({"kind": "basket_amount", "min_amount": 500000},), ({"kind": "percent_off", "percent": 10},)),
    ("Birthday: 20 % credit", "تولد: ۲۰٪ اعتبار", "alone",
     ({"kind": "birthday", "days_before": 3, "days_after": 3},), ({"kind": "credit",
    "percent": 20},)),
    ("Silver: 15 % credit", "نقره‌ای‌ها: ۱۵٪ اعتبار", "alone",
     ({"kind": "tier", "tier": "silver"},), ({"kind": "credit", "percent": 15},)),
    ("Coffee and tea: 7 % off", "قهوه و چای: ۷٪ تخفیف", "alone",
     ({"kind": "member"},), ({"kind": "percent_off", "percent": 7, "category": "Coffee and tea"},)),
    ("15 % off for a code", "۱۵٪ تخفیف با کد", "alone",
     ({"kind": "code", "batch": "We miss you"},), ({"kind": "percent_off", "percent": 15},)),
)

# Batches of codes: name, how many are made or loaded, values
CODES = (
    ("We miss you", 60, {"kind": "single", "bound": True}),
    ("Cinema ticket", 25, {"kind": "partner", "points": 200}),
)

# name, Persian name, values, language -> text of its message. "batch" stands for the batch of that name.
STEPS = (
    ("Welcome", "خوشامد", {"kind": "joined", "amount": 50000, "valid_days": 30}, {}),
    ("Fifth purchase", "پنجمین خرید", {"kind": "purchase", "count": 5, "reward": "points", "amount": 100}, {}),
    ("Again within two weeks", "خرید دوباره تا دو هفته",
     {"kind": "repeat", "days": 14, "reward": "points", "amount": 20, "most_times": 3, "most_days": 60}, {}),
    ("Birthday present", "هدیهٔ تولد", {"kind": "birthday", "amount": 100000, "valid_days": 30}, {
        "en_US": "Happy birthday, {name}! {amount} from {club} waits in your wallet for 30 days.",
        "fa_IR": "{name} عزیز، زادروزتان خجسته باد. {amount} هدیهٔ {club} تا ۳۰ روز در کیف پول شماست."}),
    ("We miss you", "دلتنگ شماییم", {"kind": "silent", "days": 45, "reward": "code", "amount": 0, "batch": "We miss you"}, {
        "en_US": "{name}, we have not seen you for a while. 15 % off with the code {code}. {club}",
        "fa_IR": "{name} عزیز، دلمان برایتان تنگ شده است. با کد {code} خرید بعدی را ۱۵٪ ارزان‌تر بپردازید. {club}"}),
)

# name, Persian name, code, rule or members by their place
SEGMENTS = (
    ("Regulars", "مشتریان همیشگی", "regulars", "[('visits', '>=', 8)]"),
    ("Away for six weeks", "شش هفته نیامده", "away", "[('days_away', '>=', 42)]"),
    ("Tasting evening", "مهمانان شب چشیدن", "tasting", (2, 5, 9, 33, 47)),
)

STOP = {"en_US": "Stop: 11", "fa_IR": "لغو۱۱"}  # the end of every SMS
MESSAGES = {  # event -> language -> text
    "joined": {
        "en_US": "Welcome to {club}, {name}! Your card: {card}",
        "fa_IR": "{name} عزیز، به {club} خوش آمدید. شمارهٔ کارت شما: {card}"},
    "purchase": {
        "en_US": "Thank you, {name}. You saved {saved} and earned {earned}. Your wallet: {balance}",
        "fa_IR": "{name} عزیز، از خرید شما سپاسگزاریم. سود شما {saved}، اعتبار تازه {earned}، موجودی کیف پول {balance}"},
    "credit": {
        "en_US": "{name}, you were given {amount}. Your wallet: {balance}",
        "fa_IR": "{name} عزیز، {amount} هدیه گرفتید. موجودی کیف پول {balance}"},
    "lapsing": {
        "en_US": "{name}, {credit} of yours lapses; the first of it after {until}.",
        "fa_IR": "{name} عزیز، {credit} از اعتبار شما رو به پایان است؛ نخستین مهلت {until}."},
    "birthday": {
        "en_US": "Happy birthday, {name}! {club}",
        "fa_IR": "{name} عزیز، زادروزتان خجسته باد. {club}"},
    "tier_up": {
        "en_US": "Congratulations, {name}: you are {tier} now.",
        "fa_IR": "{name} عزیز، تبریک! اکنون در سطح {tier} هستید."},
    "tier_risk": {
        "en_US": "{name}, {missing} more until {until} and you stay {tier}.",
        "fa_IR": "{name} عزیز، با {missing} دیگر تا {until} در سطح {tier} می‌مانید."},
    "offer": {
        "en_US": "{name}, two days of 20 % off coffee and tea. {club}",
        "fa_IR": "{name} عزیز، دو روز ۲۰٪ تخفیف قهوه و چای. {club}"},
}

GOALS = {"net": 60_000_000, "active": 40, "repeat": 30}  # what is counted -> what a month is to reach
