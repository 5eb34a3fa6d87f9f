"""Screens of the sort: the table, the findings, their settling; and what links and the public open."""
