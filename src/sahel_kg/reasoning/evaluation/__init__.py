"""Rules over facts in plain Python: for few facts, to plan a query takes longer than to go through them."""
