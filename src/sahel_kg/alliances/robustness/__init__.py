"""What camps and ranks hang on."""
