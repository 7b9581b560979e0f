"""Rules as data, read and compiled; no database in sight."""
