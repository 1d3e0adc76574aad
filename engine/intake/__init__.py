"""What people typed into tables, understood: headings, numbers, dates, telephone numbers."""
