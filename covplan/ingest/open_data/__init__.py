"""Open data of any area: which sources there are, and how their files come here. The only place that opens a connection."""
