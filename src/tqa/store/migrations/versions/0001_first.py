"""The first tables: runs, segments, verdicts, findings, decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("digest", sa.Text, unique=True),
        *_words("state", "at", "feed", "plan"),
        sa.Column("segments", sa.Integer, nullable=False),
    )
    op.create_table(
        "segments",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False, unique=True),
        *_words("translator", "document", "date"),
        sa.Column("record", sa.JSON, nullable=False),
    )
    op.create_table(
        "verdicts",
        sa.Column("run", _ID, sa.ForeignKey("runs.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("segment", _ID, sa.ForeignKey("segments.id"), nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        sa.Column("scores", sa.JSON, nullable=False),
        sa.Column("failures", sa.JSON, nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("run", _ID, sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *_words("fingerprint", "rule", "category", "severity"),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("record", sa.JSON, nullable=False),
    )
    op.create_index("findings_of_run", "findings", ["run", "position"])
    op.create_index("findings_by_fingerprint", "findings", ["fingerprint"])
    op.create_table(
        "decisions",
        sa.Column("id", _ID, primary_key=True),
        *_words("finding", "ruling", "text", "reason", "reviewer", "at", "expires"),
        sa.UniqueConstraint("finding", "ruling", "reviewer", "at", name="one_decision"),
    )
    op.create_index("ix_decisions_finding", "decisions", ["finding"])


def downgrade() -> None:
    for table in ("decisions", "findings", "verdicts", "segments", "runs"):
        op.drop_table(table)
