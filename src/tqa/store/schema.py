"""The tables of a store. What changes here needs a migration in `migrations/versions/` (Alembic)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
_ID = BigInteger().with_variant(Integer, "sqlite")

# A run is seen by readers once it is `done`; its digest names its content, so that the same run is stored once.
runs = Table(
    "runs",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("digest", Text, unique=True),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("segments", Integer, nullable=False),
)

segments = Table(
    "segments",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("translator", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("record", JSON, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("run", _ID, ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("segment", _ID, ForeignKey("segments.id"), nullable=False),
    Column("words", Integer, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("failures", JSON, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("run", _ID, ForeignKey("runs.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("record", JSON, nullable=False),
    Index("findings_of_run", "run", "position"),
    Index("findings_by_fingerprint", "fingerprint"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("finding", Text, nullable=False, index=True),
    Column("ruling", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("expires", Text, nullable=False),
    UniqueConstraint("finding", "ruling", "reviewer", "at", name="one_decision"),
)
