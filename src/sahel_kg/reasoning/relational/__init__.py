"""The reasoner as tables and SELECTs, whatever database runs them."""
