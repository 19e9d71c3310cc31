"""Whether a difference is real: intervals, tests, shrinkage, control charts, acceptance, sampling; all vectorised, all seeded."""

SEED = 12345
