"""What makes the models that `models/` and `languages/` serve: splits, damage, fitting, calibration, export."""
