"""A store opened: an engine for a file or a URL, its tables brought to this version, its faults said plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from tqa.records import StoreError

PATIENCE = 60.0  # seconds to wait for another writer


def open_engine(place: str) -> Engine:
    """An engine for a path (SQLite) or a URL (`postgresql+psycopg://…`), its tables made or brought to this version."""
    url = _url(place)
    try:
        engine = create_engine(url, connect_args={"timeout": PATIENCE} if url.get_backend_name() == "sqlite" else {})
    except NoSuchModuleError:
        raise StoreError(f"cannot speak to '{url.get_backend_name()}' databases", place) from None
    except ImportError as error:
        raise StoreError(f"needs a driver that is not installed: pip install {error.name}", place) from None
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _careful)
    with told(place):
        _migrated(engine, place)
    return engine


def _url(place: str) -> URL:
    if "://" not in place:
        path = Path(place)
        if path.is_dir():
            raise StoreError("is a folder; a store is one file", place)
        path.parent.mkdir(parents=True, exist_ok=True)
        return URL.create("sqlite", database=str(path))
    try:
        return make_url(place)
    except ArgumentError:
        raise StoreError("is neither a file nor the URL of a database", place) from None


def _careful(connection: object, _: ConnectionPoolEntry) -> None:
    """Readers do not wait for a writer, and what is committed is on the disk."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _migrated(engine: Engine, place: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        tables = inspect(connection).get_table_names()
    if now == script.get_current_head():
        return
    if now is not None and now not in known:
        raise StoreError(f"was written by a newer tqa (its tables are of version {now}); update tqa", place)
    if now is None and tables and "alembic_version" not in tables:
        raise StoreError(f"is a database of something else (it has the table {tables[0]})", place)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # one process makes the tables, others wait and find them
            if MigrationContext.configure(connection).get_current_revision() == script.get_current_head():
                return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def told(place: str) -> Iterator[None]:
    """Faults of the database as StoreErrors that say what to do."""
    try:
        yield
    except OperationalError as error:
        what = str(error.orig)
        if "locked" in what:
            raise StoreError("is being written by another process; try again when it is done", place) from None
        if "disk" in what or "full" in what:
            raise StoreError(f"cannot be written: {what}", place) from None
        raise StoreError(f"cannot be opened: {what}", place) from None
    except DatabaseError as error:
        raise StoreError(f"is damaged or no store: {error.orig}; `tqa store check` says more", place) from None
