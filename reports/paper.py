"""A sheet of paper and what Odoo prints in its margins. Knows nothing of Odoo but the ids and classes of its layout."""

from copy import deepcopy
from dataclasses import dataclass

import lxml.html

HEADERS, FOOTERS = "minimal_layout_report_headers", "minimal_layout_report_footers"
# Odoo's layouts are drawn for wkhtmltopdf, which sets about 1.3 of their pixels where a browser sets one.
SCALE = 0.75
# Bootstrap would keep the text narrower than the margins do. Chromium shifts a scaled page whose html is right to left. Its
# own style for paper (headings again on each page) is off, as Odoo's layouts are drawn for the screen's.
STYLE = """
body.container { max-width: none; margin: 0 }
html { direction: ltr !important }
thead, tfoot { break-inside: avoid }
h1, h2, h3, h4, h5, h6 { break-after: avoid }
"""
PERSIAN = """
@font-face {{
    font-family: '{family}'; font-weight: {weight}; src: url('/customer_club/static/fonts/vazirmatn/{weight}.woff2');
    unicode-range: U+0600-06FF, U+0750-077F, U+200C-200E, U+FB50-FDFF, U+FE70-FEFF
}}
"""
SHEET = "position: relative; break-after: page; overflow: hidden; height: calc({height}mm - 1px)"
STRIP = "position: absolute; left: {left}mm; right: {right}mm; top: {top}mm; margin: 0; width: auto; max-width: none"


def styled(text, families):
    """The HTML document `text` with what all prints need; Persian letters of these font families are Vazirmatn's."""
    fonts = "".join(PERSIAN.format(family=family, weight=weight) for family in sorted(families) for weight in (400, 700))
    return text.replace("</head>", f"<style>{STYLE}{fonts}</style></head>", 1)


@dataclass(frozen=True)
class Paper:
    """Lengths in millimetres, `header_top` from the upper edge. Margins: top, right, bottom, left. `scale`: of the print."""

    width: float
    height: float
    margins: tuple[float, float, float, float]
    header_top: float
    scale: float

    @classmethod
    def of(cls, paper_format, landscape, asked):
        """From a `report.paperformat`-like record; `asked` are the attributes of the report's own html element."""
        width, height = paper_format.print_page_width, paper_format.print_page_height
        if landscape or asked.get("data-report-landscape"):
            width, height = max(width, height), min(width, height)
        top = float(asked.get("data-report-margin-top", paper_format.margin_top))
        bottom = float(asked.get("data-report-margin-bottom", paper_format.margin_bottom))
        spacing = float(asked.get("data-report-header-spacing", paper_format.header_spacing))
        return cls(
            width, height, (top, paper_format.margin_right, bottom, paper_format.margin_left), max(top - spacing, 0),
            1 if paper_format.disable_shrinking else SCALE)

    def frame(self, text, header, footer, index, pages):
        """HTML with one sheet for each page of the document `text`, bearing its header and footer; None if it has neither.

        `header` and `footer` are Odoo's documents with those of all the print's documents, `index` says which one. They
        take the document's styles and direction: Odoo's own are of the user's language, not of the reader's.
        """
        strips = [*self._strip(header, HEADERS, index, self.header_top),
                  *self._strip(footer, FOOTERS, index, self.height - self.margins[2])]
        if not strips:
            return None
        document = lxml.html.document_fromstring(text)
        body = document.body
        for child in list(body):
            body.remove(child)
        body.attrib.pop("class", None)
        body.set("style", "background: none")  # it lies over the document
        for number in range(1, pages + 1):
            sheet = lxml.html.Element("div", style=SHEET.format(height=self.height / self.scale))
            sheet.extend(deepcopy(strips))
            for name, value in (("page", number), ("topage", pages)):
                for element in sheet.find_class(name):
                    element.text = str(value)
            body.append(sheet)
        return lxml.html.tostring(document, encoding="unicode", doctype="<!DOCTYPE html>")

    def _strip(self, text, name, index, top):
        """The header or the footer of a document in a list, placed on the sheet; an empty list if there is none."""
        document = lxml.html.document_fromstring(text) if text else None
        found = [] if document is None else list(document.get_element_by_id(name))
        if not found:
            return []
        _top, right, _bottom, left = self.margins
        left, right, top = (length / self.scale for length in (left, right, top))
        strip = lxml.html.Element("div", style=STRIP.format(left=left, right=right, top=top))
        strip.set("class", document.body.get("class", ""))
        strip.append(found[min(index, len(found) - 1)])
        return [strip]
