"""Results of a batch on disk, part by part: whole, checked, and the same however often resumed.

A part is one Parquet file that is written whole and has the checksum of its content in its name;
a part that does not match its name does not count and is solved again. The folder remembers of
which plant, model, question and scenarios its parts are.
"""

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flotation.errors import DataError
from flotation.whole_files import draft_of, sync_folder, write_whole
from optimiser.batch_case import TEXTS, Columns

IDENTITY = "batch.json"
KEY = b"flotation.batch"
FORMATS = (".parquet", ".csv")


class Parts:
    """The parts of one batch, in a folder beside its results.

    Parameters
    ----------
    output : path-like
        Results to come, ``.parquet`` or ``.csv``; the parts stand in ``output + ".parts"``.
    columns : sequence of str
        Of the results.
    identity : mapping of str to str
        What the results depend on, each by a digest or a version.
    """

    def __init__(self, output: Path, columns: Sequence[str], identity: Mapping[str, str]):
        if output.suffix.lower() not in FORMATS:
            raise DataError(f"{output.name}: results are written as {' or '.join(FORMATS)}")
        self.output, self.identity = output, dict(identity)
        self.folder = output.with_name(output.name + ".parts")
        kinds = {name: pa.string() if name in TEXTS else pa.float64() for name in columns}
        self.schema = pa.schema(list(kinds.items()))

    def open(self, *, resume: bool) -> bool:
        """Make the folder, or find it as it was left; whether there is anything to solve.

        Raises
        ------
        DataError
            If parts of a batch stand there and it is not to be resumed, or is another one.
        """
        if not self.folder.exists():
            if resume and self.output.exists():
                self._compare(self._identity_of_output(), self.output.name)
                return False
            try:
                self.folder.mkdir()
            except OSError as error:
                raise DataError(
                    f"the folder {self.folder} cannot be made: {error.strerror or error}"
                ) from error
        elif not resume and (self.folder / IDENTITY).exists():
            raise DataError(
                f"an unfinished batch stands in {self.folder.name}; go on with it (--resume), or "
                "delete that folder"
            )
        place = self.folder / IDENTITY
        if place.exists():
            self._compare(_parsed(place.read_bytes(), place.name), self.folder.name)
        else:
            write_whole(place, json.dumps(self.identity, indent=2))
        return True

    def _compare(self, found: Mapping[str, str], where: str) -> None:
        other = [name for name, digest in self.identity.items() if found.get(name) != digest]
        if other:
            raise DataError(
                f"{where} holds results of another batch: the {', the '.join(other)} differ; "
                "resume with the same files, or write the results elsewhere"
            )

    def _identity_of_output(self) -> Mapping[str, str]:
        if self.output.suffix.lower() != ".parquet":
            raise DataError(
                f"there is nothing to resume beside {self.output.name}; run without --resume"
            )
        try:
            metadata = pq.read_schema(self.output).metadata or {}
        except (pa.ArrowException, OSError) as error:
            raise DataError(f"{self.output.name} is no Parquet file of results") from error
        return _parsed(metadata.get(KEY, b"{}"), self.output.name)

    def done(self) -> dict[int, Path]:
        """Whole parts by number; what is not whole is deleted."""
        found = {}
        for path in sorted(self.folder.glob("*.parquet")):
            number, _, checksum = path.stem.partition("-")
            if number.isdigit() and _checksum(path.read_bytes()) == checksum:
                found[int(number)] = path
            else:
                path.unlink()
        for draft in self.folder.glob(".*.tmp"):
            draft.unlink(missing_ok=True)
        return found

    def put(self, number: int, columns: Columns) -> None:
        """Write one part; when this returns it is on the disk."""
        table = pa.table(columns, schema=self.schema)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        content = sink.getvalue().to_pybytes()
        write_whole(self.folder / f"{number:06d}-{_checksum(content)}.parquet", content)

    def finish(self) -> None:
        """Write the results from all parts, one part in memory at a time, then drop the parts."""
        place = self.output.resolve()
        draft = draft_of(place)
        try:
            with draft.open("wb") as file:
                write = self._as_parquet if place.suffix.lower() == ".parquet" else self._as_csv
                write(file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(place)
            sync_folder(place.parent)
        except OSError as error:
            raise DataError(
                f"{self.output} could not be written ({error.strerror or error}); every part is "
                "kept: make room and go on with --resume"
            ) from error
        finally:
            draft.unlink(missing_ok=True)
        gone = self.folder.with_name(f".{self.folder.name}.done")
        shutil.rmtree(gone, ignore_errors=True)
        self.folder.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def tables(self) -> Iterator[pa.Table]:
        """The parts, in order."""
        for _, path in sorted(self.done().items()):
            yield pq.read_table(path, schema=self.schema)

    def _as_parquet(self, file: io.BufferedWriter) -> None:
        metadata = {KEY: json.dumps(self.identity)}
        with pq.ParquetWriter(file, self.schema.with_metadata(metadata)) as writer:
            for table in self.tables():
                writer.write_table(table.replace_schema_metadata(metadata))

    def _as_csv(self, file: io.BufferedWriter) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.schema.names)
        for table in self.tables():
            for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                writer.writerow([_cell(value) for value in row])
        text.flush()
        text.detach()


def _cell(value: float | str) -> str:
    """A cell that no spreadsheet takes for a formula; empty for what is not there."""
    if isinstance(value, float):
        return "" if value != value else repr(value)
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _parsed(content: bytes, name: str) -> Mapping[str, str]:
    try:
        found = json.loads(content)
    except ValueError as error:
        raise DataError(f"{name} is damaged; write the results elsewhere") from error
    return found if isinstance(found, dict) else {}
