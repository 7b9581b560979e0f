"""What UCDP's columns and codes mean."""
