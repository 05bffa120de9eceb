"""The corpus of bad survey files: each with what ``flotation check`` must say of it.

A file is *refused* (exit code 1, one sentence) or *told*: it is read, and what is wrong with it is
said by rule and by line, so that nothing of it counts as evidence unsaid.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from survey.corpus import clean, csv, damaged
from survey.test_numerals import NOT_NUMBERS

ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class BadFile:
    """A file and its verdict.

    Attributes
    ----------
    family, label : str
    data : bytes
    says : str
        Regular expression that the refusal, or a message of the rule, must match.
    rule : str
        Of the message that tells; empty where the file is refused.
    lines : tuple of int
        That the message must name, where it tells of lines.
    """

    family: str
    label: str
    data: bytes
    says: str
    rule: str = ""
    lines: tuple[int, ...] = ()

    @property
    def verdict(self):
        """What must happen: ``refused`` or ``told``."""
        return "told" if self.rule else "refused"


def refused(family, label, data, says):
    """A file that is refused."""
    return BadFile(family=family, label=label, data=data, says=says)


def told(family, label, data, rule, *lines, says=""):
    """A file that is read, with what is wrong said by rule and line."""
    return BadFile(family=family, label=label, data=data, says=says, rule=rule, lines=lines)


def changed(rows=60, seed=0, **columns):
    """A clean CSV with whole columns replaced by functions of the old ones."""
    table = clean(rows, seed)
    return csv(table.assign(**{name: make(table[name]) for name, make in columns.items()}))


def renamed(**names):
    """A clean CSV with other headers."""
    return csv(clean(ROWS).rename(columns=names))


def lines_of(rows=ROWS, **options):
    """The lines of a clean CSV, header first."""
    return csv(clean(rows), **options).decode().splitlines()


def text(lines, end="\n"):
    """Lines as a file."""
    return (end.join(lines) + end).encode()


def number_texts():
    """Cells that look like numbers and are none, and numbers no plant can have."""
    for cell, reason in NOT_NUMBERS.items():
        data = damaged({(7, "w_bha_g_t"): cell})
        yield told("number text", repr(cell), data, "number", 9, says=re.escape(reason))
    for cell in ("1e300", "-5", "1e15", "1e6", "-1e300", "0.0001"):
        yield told("number text", cell, damaged({(7, "w_bha_g_t"): cell}), "range", 9, says="must")
    for name in ("feed_rate_t_h", "feed_wo3_pct", "tails_wo3_pct", "grind_p80_um", "w_ph"):
        for cell in ("-1", "1e9", "1e999", "停机", "１２"):
            rule = "range" if cell in ("-1", "1e9") else "number"
            yield told("number text", f"{cell} in {name}", damaged({(7, name): cell}), rule, 9)
    yield told("number text", "NaN run", _nan_run(), "missing run", says="longest 20 rows")
    yield told("number text", "decimal comma, semicolons", _semicolons(), "number")


def _nan_run():
    table = clean(120)
    table.loc[40:59, "tails_wo3_pct"] = np.nan
    return csv(table)


def _semicolons():
    return csv(clean(30), sep=";", decimal=",")


def encodings():
    """Text in encodings that cannot be told, or with signs that only look right."""
    ore = clean(30)
    chinese = csv(ore.assign(ore_type="白钨矿"))
    for label, data in {
        "Big5": csv(ore.assign(ore_type="白鎢礦石類型"), "big5"),
        "Latin-1": csv(ore.assign(ore_type="façade °C"), "latin-1"),
        "Cyrillic code page": csv(ore.assign(ore_type="руда"), "cp1251"),
        "Shift-JIS": csv(ore.assign(ore_type="タングステン鉱石"), "shift-jis"),
        "UTF-8 cut in a letter": chinese.replace("白".encode(), b"\xe7\x99"),
        "two encodings": csv(ore.assign(ore_type="白钨矿"), "gbk") + "白钨矿\n".encode(),
        "odd UTF-16": csv(ore, "utf-16")[:-1],
        "torn UTF-8": chinese[:-2] + b"\xe7\x9f",
        "replacement sign": csv(ore.assign(ore_type="a\ufffdb")),
        "NUL byte": csv(ore).replace(b"2023-01-02 08:00", b"2023\0-01-02 08:00"),
        "false mark of UTF-16": b"\xff\xfe" + csv(ore),
        "broken byte": csv(ore).replace(b"2023-01-03", b"2023-01\xff03"),
    }.items():
        yield refused("encoding", label, data, "encoding")
    for header in ("feеd_wo3_pct", "w_рh", "conc_wο3_pct"):
        plain = header.translate(str.maketrans("ерο", "epo"))
        yield refused("encoding", f"look-alike {header}", renamed(**{plain: header}), "looks like")
    for hidden in ("\u200b", "\ufeff", "\u200e", "\u00ad"):
        data = renamed(w_ph=f"w{hidden}_ph")
        yield told("encoding", f"hidden U+{ord(hidden):04X}", data, "encoding", says="U\\+")


def shapes():
    """Rows and headers of the wrong shape."""
    lines = lines_of()
    for label, damage in {
        "one cell short": lambda cells: cells[:-1],
        "torn": lambda cells: cells[:3],
        "one cell long": lambda cells: [*cells, "1.5"],
        "decimal comma": lambda cells: [*cells[:4], "35", "0", *cells[5:]],
        "total": lambda cells: ["合计"],
        "remark": lambda cells: ["# the mill was cleaned"],
    }.items():
        row = ",".join(damage(lines[11].split(",")))
        yield told("shape", label, text([*lines[:11], row, *lines[12:]]), "shape", 12)
    again = [*lines[:15], lines[0], *lines[15:]]
    yield told("shape", "header again", text(again), "repeated header", 16)
    trailing = [lines[0], *(f"{line}," for line in lines[1:])]
    yield told("shape", "comma at each end", text(trailing), "trailing cells", 2)
    unnamed = [f"{lines[0]},", *(f"{line},7" for line in lines[1:])]
    yield told("shape", "values without a header", text(unnamed), "unknown column")
    yield told("shape", "title above", text(["Monthly report,,,", *lines]), "title rows", 1)
    yield refused("shape", "empty", b"", "empty|no ")
    yield refused("shape", "blank lines", b"\n\n\n", "empty|no ")
    yield refused("shape", "header only", text(lines[:1]), "no rows")
    yield refused("shape", "header twice", text(lines[:1] * 2), "no rows")
    yield refused("shape", "no header", text(lines[1:]), "no header row was found")
    comma = [lines[0], *(line.replace(".", ",") for line in lines[1:])]
    yield refused("shape", "decimal commas", text(comma), "decimal comma")
    pipes = text(lines).replace(b",", b"|")
    yield refused("shape", "wrong delimiter", pipes, "no header row was found|lacks")
    quote = [*lines[:11], lines[11].replace(",", ',"', 1), *lines[12:]]
    yield refused("shape", "quotation mark", text(quote), "starts at line 12 cannot be read")
    yield from _missing_columns()


def _missing_columns():
    table = clean(20)
    needed = [c for c in table if c not in ("recovery_wo3_pct", "ore_type")]
    for name in needed:
        data = csv(table.drop(columns=name))
        yield refused("columns", f"without {name}", data, f"lacks {name}")
        doubled = pd.concat([table, table[[name]]], axis=1)
        yield refused("columns", f"{name} twice", csv(doubled), f"{name} is in the survey twice")
    for old, new in {"w_bha_g_t": "w_bah_g_t", "feed_wo3_pct": "feed_wo_pct"}.items():
        data = csv(table.rename(columns={old: new}))
        yield refused("columns", f"{new} for {old}", data, f"{new}' is near")
    both = csv(table.assign(BHA=table["w_bha_g_t"]))
    yield refused("columns", "two names of one", both, "as 'w_bha_g_t' and 'BHA'")
    near = csv(table.assign(grind_p8_um=75.0))
    yield told("columns", "unknown", near, "unknown column", says="nearest is grind_p80_um")


def times():
    """Times that could mean two things, or cannot be."""
    table = clean(ROWS)
    moments = pd.to_datetime(table["time"])
    for label, (pattern, reason) in {
        "two-digit years": ("%d/%m/%y %H:%M", "two-digit years"),
        "two-digit years first": ("%y-%m-%d %H:%M", "two-digit years"),
    }.items():
        written = csv(table.assign(time=moments.dt.strftime(pattern)))
        yield refused("time", label, written, reason)
    early = moments.where(moments.dt.day < 12).dt.strftime("%d/%m/%Y %H:%M").fillna("")
    yield refused(
        "time", "day or month first", csv(table.assign(time=early)), "may be day-month or"
    )
    serial = (moments - pd.Timestamp(1899, 12, 30)).dt.total_seconds() / 86400
    yield refused("time", "days since some epoch", csv(table.assign(time=serial)), "from 1900 or")
    zones = [f"{t:%Y-%m-%d %H:%M}{'+08:00' if t.day > 5 else ''}" for t in moments]
    yield refused("time", "some with a zone", csv(table.assign(time=zones)), "times without one")
    both = [f"{t:%d/%m/%Y %H:%M}" if t.day < 5 else f"{t:%Y-%m-%d %H:%M}" for t in moments]
    yield refused("time", "two ways to write", csv(table.assign(time=both)), "mixes dates")
    for cell in (
        *("2042-01-01 00:00", "1900-01-01 00:00", "1899-12-30 08:00", "1904-01-01 08:00"),
        *("2023-02-30 08:00", "2023-01-05 25:00", "合计", "平均", "", "05/03/2023 08:00"),
        *("44931.33", "2023-01-05 08:00 CST", "２０２３-01-05 08:00"),
    ):
        yield told("time", f"row at {cell!r}", damaged({(12, "time"): cell}), "time", 14)
    yield from _orders(table)


def _orders(table):
    twice = csv(pd.concat([table, table.iloc[[4, 4, 9]]]))
    yield told("time", "repeated shifts", twice, "duplicate", 42, 43, 44)
    twin = csv(pd.concat([table, table.iloc[[4]].assign(w_ph=9.99)]))
    yield told("time", "two values for one shift", twin, "conflict", 6, 42)
    mixed = csv(table.sample(frac=1, random_state=1))
    yield told("time", "out of order", mixed, "order")
    yield told("time", "weeks missing", csv(table.drop(index=range(10, 31))), "gap", 12)
    table = clean(48)
    spring = pd.date_range("2023-03-25 12:00", periods=24, freq="h", tz="Europe/Berlin")
    autumn = pd.date_range("2023-10-28 14:00", periods=24, freq="h", tz="Europe/Berlin")
    clock = [*spring.strftime("%Y-%m-%d %H:%M"), *autumn.strftime("%Y-%m-%d %H:%M")]
    data = csv(table.assign(time=clock))
    yield told("time", "the hour that summer time repeats", data, "conflict")
    yield told("time", "the hour that summer time skips", data, "gap", 16)


def units():
    """Columns in another unit, said or unsaid, and units that change on the way."""
    for name, factor, guess in (
        ("w_bha_g_t", 0.001, "kg/t"),
        ("feed_wo3_pct", 0.01, "fraction"),
        ("conc_wo3_pct", 0.01, "fraction"),
        ("feed_rate_t_h", 24.0, "t/d"),
        ("grind_p80_um", 0.001, "mm"),
        ("feed_wo3_pct", 1e4, "g/t"),
        ("w_bha_g_t", 100.0, "100 times"),
        ("w_ph", 0.01, "0.01 times"),
    ):
        data = changed(**{name: lambda values, factor=factor: values * factor})
        yield refused("units", f"{name} times {factor:g}", data, f"values look (like )?{guess}")
    for name, header, unit in (
        ("w_bha_g_t", "BHA (%)", "%"),
        ("w_bha_g_t", "BHA (mg/L)", "mg/L"),
        ("feed_rate_t_h", "Feed rate (m3/h)", "m3/h"),
        ("grind_p80_um", "Grind P80 (kWh/t)", "kWh/t"),
        ("w_ph", "Pulp pH (g/t)", "g/t"),
        ("recovery_wo3_pct", "WO3 recovery (g/t)", "g/t"),
    ):
        yield refused("units", header, renamed(**{name: header}), f"is in {unit}, but {name}")
    for name, factor in {"w_bha_g_t": 0.001, "feed_rate_t_h": 24.0, "grind_p80_um": 0.001}.items():
        data = changed(**{name: lambda v, f=factor: np.where(np.arange(60) >= 40, v * f, v)})
        yield told("units", f"{name} times {factor:g} from line 42", data, "range", 42)
    share = changed(recovery_wo3_pct=lambda values: values / 100)
    yield told("units", "recovery as a fraction", share, "unit", 2, says="fraction")
    tungsten = changed(tails_wo3_pct=lambda values: values * 0.793, rows=120)
    yield told("units", "W for WO3", tungsten, "balance")


def physics():
    """Assays that no plant can have together, and sensors that stand still."""
    for cells, rule in (
        ({"recovery_wo3_pct": -5}, "range"),
        ({"recovery_wo3_pct": 108.2}, "range"),
        ({"tails_wo3_pct": 0.9}, "balance"),
        ({"tails_wo3_pct": 0.5, "feed_wo3_pct": 0.5}, "balance"),
        ({"tails_wo3_pct": 0.47, "feed_wo3_pct": 0.45}, "balance"),
        ({"tails_wo3_pct": 0.0}, "range"),
        ({"conc_wo3_pct": 80.6}, "range"),
        ({"feed_wo3_pct": 0.0}, "range"),
        ({"feed_wo3_pct": -0.4}, "range"),
        ({"w_ph": 15.2}, "range"),
        ({"recovery_wo3_pct": 40.0}, "balance"),
        ({"recovery_wo3_pct": 99.0}, "balance"),
    ):
        label = ", ".join(f"{name} {value}" for name, value in cells.items())
        data = damaged({(25, name): value for name, value in cells.items()}, rows=60)
        yield told("physics", label, data, rule, 27)
    for name in ("feed_wo3_pct", "conc_wo3_pct", "tails_wo3_pct", "grind_p80_um", "feed_rate_t_h"):
        table = clean(120)
        table.loc[40:69, name] = table.loc[40, name]
        yield told("sensors", f"{name} stuck", csv(table), "stuck", 42)
        yield told(
            "sensors",
            f"{name} constant",
            csv(clean(60).assign(**{name: table.loc[1, name]})),
            "constant",
        )
    table = clean(120)
    table["grind_p80_um"] = np.random.default_rng(5).normal(75, 4, 120)
    table.loc[40:60, "grind_p80_um"] = np.linspace(70, 82, 21)
    yield told("sensors", "interpolated", csv(table.round(4)), "interpolated", 42)
    table = clean(120)
    table.loc[50, "grind_p80_um"] += 64
    yield told("sensors", "spike", csv(table), "spike", 52)
    table = clean(120)
    table.loc[50:55, "feed_rate_t_h"] = [0.0, 0.0, 1.2, 0.4, 0.0, 3.0]
    yield told("sensors", "plant stop", csv(table), "plant stop", 52)


def text_files():
    """All of them that are text."""
    for family in (number_texts, encodings, shapes, times, units, physics):
        yield from family()
