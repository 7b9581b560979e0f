"""Pages for the eye: each view turns a value into one self-contained HTML page and writes nothing itself."""
