"""Why a file cannot be read, in a sentence."""


def why_unreadable(env, error, name=None):
    """The sentence of an `Unreadable`; `name` is the file's."""
    facts = {"name": name or env._("The file")} | error.facts
    mega = 1 << 20
    if error.kind == "too_big":
        facts |= {"size": facts["size"] // mega, "limit": facts["limit"] // mega}
    return {
        "empty": lambda: env._("“%(name)s” is empty: no cell has a value.", **facts),
        "old_excel": lambda: env._(
            "“%(name)s” is an Excel file of the old kind (.xls), whatever its name says: save it as .xlsx.", **facts),
        "binary_excel": lambda: env._("“%(name)s” is a binary Excel file (.xlsb): save it as .xlsx.", **facts),
        "password": lambda: env._("“%(name)s” is locked with a password: save it without one.", **facts),
        "web_page": lambda: env._(
            "“%(name)s” is a web page with a table, whatever its name says: open it in a spreadsheet program and save it "
            "as .xlsx.", **facts),
        "other_file": lambda: env._(
            "“%(name)s” is neither an Excel file (.xlsx) nor a table as text (.csv).", **facts),
        "no_workbook": lambda: env._("“%(name)s” is an archive without a workbook in it.", **facts),
        "broken": lambda: env._("“%(name)s” is broken (%(where)s): open it in a spreadsheet program and save it "
                                     "again.", **facts),
        "too_big": lambda: env._(
            "“%(name)s” would unpack to %(size)s MB; %(limit)s MB are the most: split it.", **facts),
        "bomb": lambda: env._(
            "“%(name)s” is not read: its part %(part)s unpacks to %(ratio)s times its size; %(limit)s times are the most.",
            **facts),
        "too_wide": lambda: env._(
            "The row of cell %(place)s goes beyond column %(limit)s, which is the last one that is read.", **facts),
        "long_cell": lambda: env._(
            "The text in cell %(place)s of “%(sheet)s” is longer than %(limit)s characters.", **facts),
    }[error.kind]()
