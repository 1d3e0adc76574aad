"""QR codes as SVG paths: sharp at any size, and no picture to fetch for each of a sheet's codes. Knows nothing of Odoo."""

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET = 4  # light modules around the code, as the standard asks


def qr_path(text):
    """(size in modules, path of the dark ones) of a text's QR code, with its quiet zone.

    >>> size, path = qr_path("ACDE-2345")
    >>> size, path[:12]
    (29, 'M4 4h7v1H4z')
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count, parts = code.getModuleCount(), []
    for row in range(count):
        column = 0
        while column < count:
            end = column
            while end < count and code.isDark(row, end):
                end += 1
            if end > column:
                parts.append(f"M{column + QUIET} {row + QUIET}h{end - column}v1H{column + QUIET}z")
            column = end + 1
    return count + 2 * QUIET, "".join(parts)
