"""The annual report and the sheets of communes: results → documents in the layout of administrative texts."""
