"""Statements and yearly records: documents made from the ledger, the same bytes for ever.

`issuing` numbers a payout's statement once its money has left; `reading` makes it again from the ledger; `sheet` puts it
into a reader's language; `csv_file` and `pdf_file` write that sheet down. `yearly` gathers what a year's records need.
"""
