"""What every command prints on the shipped build, recorded, so that a change of any answer is seen."""
