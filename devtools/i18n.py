"""Bring i18n/ up to date with a fresh export: the template, and each language's file merged with it.

Dates are left out of the headers, so that a run that changes no term changes no file.
"""

import sys
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parents[1] / "i18n"
CHANGING = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator")


def renew_template(exported):
    template = polib.pofile(str(exported), wrapwidth=0)
    for name in CHANGING:
        template.metadata.pop(name, None)
    template.save(str(FOLDER / "customer_club.pot"))
    return template


def renew_language(path, template):
    """Merge the template into the language's file and return what has no translation yet."""
    language = polib.pofile(str(path), wrapwidth=0)
    language.merge(template)
    known = {(entry.msgctxt, entry.msgid): entry for entry in language if not entry.obsolete}
    renewed = polib.POFile(wrapwidth=0)
    renewed.header = language.header
    renewed.metadata = {key: value for key, value in language.metadata.items() if key not in CHANGING}
    renewed.extend(known[entry.msgctxt, entry.msgid] for entry in template)
    renewed.save(str(path))
    return renewed.untranslated_entries()


def main(exported):
    FOLDER.mkdir(exist_ok=True)
    template = renew_template(exported)
    persian = FOLDER / "fa.po"
    if not persian.exists():
        empty = polib.POFile(wrapwidth=0)
        empty.metadata = {
            "Project-Id-Version": "Odoo Server 19.0",
            "Language": "fa",
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": "nplurals=2; plural=(n > 1);",
        }
        empty.save(str(persian))
    for path in sorted(FOLDER.glob("*.po")):
        missing = renew_language(path, template)
        print(f"{path.name}: {len(template) - len(missing)} of {len(template)} terms translated")
        for entry in missing:
            print(f"  untranslated: {entry.msgid}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
