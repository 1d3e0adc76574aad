"""Files that people exchange with the club: columns and rows in, bytes out. Knows nothing of Odoo."""
