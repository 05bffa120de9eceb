"""One statement that reads, whatever it is dressed in."""

import pytest

from flotation.connectors.select_statement import checked_select


@pytest.mark.parametrize(
    "query",
    [
        "SELECT a FROM b WHERE t >= :since",
        "  with x as (select 1 as a) select a from x where :since < 2 ; ",
        "SELECT ';' AS a, \"update\" FROM b -- and ; so on; DROP TABLE b",
        "SELECT a /* ; delete */ FROM b",
        "SELECT 'it''s; set' FROM b",
        "SELECT offset_t, dataset, updated_at FROM b",
    ],
)
def test_a_select_passes(query):
    assert checked_select(query) == query.strip().removesuffix(";").strip()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "must begin with SELECT or WITH"),
        ("DELETE FROM b", "must begin with SELECT or WITH"),
        ("/* x */ UPDATE b SET a = 1", "must begin with SELECT or WITH"),
        ("EXPLAIN ANALYZE SELECT 1", "must begin with SELECT or WITH"),
        ("SELECT 1; SELECT 2", "something after the semicolon"),
        ("SELECT 1;; ", "something after the semicolon"),
        ("SELECT 'a'; COMMIT; DROP TABLE b", "something after the semicolon"),
        ("SELECT $x$;$x$ ; DROP TABLE b", "something after the semicolon"),
        ("SELECT 1 /* '*/; DROP TABLE b --'", "something after the semicolon"),
        ("WITH x AS (DELETE FROM b RETURNING a) SELECT a FROM x", "this one says 'DELETE'"),
        ("SELECT a INTO c FROM b", "this one says 'INTO'"),
        ("SELECT a FROM b FOR UPDATE", "this one says 'UPDATE'"),
        ("SELECT E'\\'; DROP TABLE b --'", "no backslash"),
        ("SELECT '\\'; DROP TABLE b; --'", "no backslash"),
    ],
)
def test_anything_else_is_refused(query, sentence):
    with pytest.raises(ValueError, match=sentence):
        checked_select(query)
