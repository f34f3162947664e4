"""Open data of any area: which sources there are, and how their files come here.

Nothing else in the project opens a connection.
"""
