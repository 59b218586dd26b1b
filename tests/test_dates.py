"""The day of a document, and what it rests on: a day that can be read two ways is none."""

from __future__ import annotations

from datetime import date

import pytest
from papers import one, pdf_file

DAY = date(2018, 9, 7)
LINKED_DATA = '{"@type": "NewsArticle", "datePublished": "2018-09-07"}'
PAGE = """<html><head><title>Talks</title>{head}</head><body><article>{body}
<p>The village was bombed on 5 May 2017, residents say. Nobody has come back since that day.</p>
<p>Its fields lie empty, and the road to the town is cut in two places.</p></article>
<footer>© 2016 A review</footer></body></html>"""


def dated(name: str, data: str) -> tuple[date | None, str]:
    found = one(name, data.encode())
    return found.published_on, found.dated_by


@pytest.mark.parametrize(
    "words",
    [
        *["2018-09-07", "2018-9-7", "20180907", "2018/09/07", "7.9.2018", "07.09.2018"],
        *["7 September 2018", "September 7, 2018", "7 Sep 2018", "Sept. 7, 2018", "Sep 7 2018"],
        *["Friday, 7 September 2018", "7th September 2018", "September 7, 2018 10:15 AM"],
        *["2018-09-07T23:30:00+03:00", "Fri, 07 Sep 2018 23:30:00 GMT", "2018-09-07 08:00"],
        *["7 сентября 2018", "7 Eylül 2018", "7 سبتمبر 2018"],
    ],
)
def test_a_day_is_read_however_it_is_written(words: str) -> None:
    assert dated("a.txt", f"DATE: {words}\nShells fell.") == (DAY, "DATE line")


@pytest.mark.parametrize(
    "words",
    [
        *["7 September", "September 2018", "2018", "Friday", "yesterday", "last week"],
        *["07/09/2018", "09-07-2018", "07/09/18", "7.9.18"],
        *["2 days ago, 2018", "yesterday, 2018", "2018-02-30", "1536278400"],
        *["soon after the talks of 2018", "n/a", "?", "2018 2018 2018"],
    ],
)
def test_a_day_without_a_year_or_with_two_readings_is_no_date(words: str) -> None:
    day, why = dated("a.txt", f"DATE: {words}\nShells fell.")
    assert day is None
    assert why.startswith(f"DATE line: “{words}” ")


@pytest.mark.parametrize("words", ["17/09/2018", "09/17/2018", "17-09-2018"])
def test_slashes_are_no_obstacle_where_only_one_reading_is_left(words: str) -> None:
    assert dated("a.txt", f"Date: {words}\nx")[0] == date(2018, 9, 17)


@pytest.mark.parametrize(
    "label", ["DATE", "Date", "Dated", "Published", "Publication date", "Дата", "Tarih", "التاريخ"]
)
def test_a_label_among_the_first_lines_dates_a_text(label: str) -> None:
    assert dated("a.txt", f"Talks fail\nSource: A wire\n{label}: 7 September 2018\n\nText.") == (
        DAY,
        "DATE line",
    )


def test_a_label_far_down_in_the_text_dates_nothing() -> None:
    assert dated("a.txt", "Line.\n" * 20 + "Date: 7 September 2018\n")[0] is None


def test_a_day_in_a_sentence_dates_nothing() -> None:
    assert dated("a.txt", "The memorandum of 17 September 2018 was signed in Sochi.")[0] is None


@pytest.mark.parametrize("key", ["date", "Date", "published", "published_on", "timestamp"])
@pytest.mark.parametrize("value", ["2018-09-07", "2018-09-07T10:00:00Z", "7 September 2018"])
def test_front_matter_dates_a_text(key: str, value: str) -> None:
    found = dated("a.md", f"---\n{key}: {value}\n---\nShells fell.")
    assert found == (DAY, "front matter")


def test_front_matter_goes_before_a_labelled_line() -> None:
    text = "---\ndate: 2018-09-07\n---\nDATE: 1 May 2020\nShells fell."
    assert dated("a.md", text) == (DAY, "front matter")


def test_a_labelled_line_stands_in_for_front_matter_that_gives_no_day() -> None:
    text = "---\ndate: September 2018\n---\nDATE: 7 September 2018\nShells fell."
    assert dated("a.md", text) == (DAY, "DATE line")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2018-09-07T09:00:00+00:00">', ""),
        ('<meta name="DC.date.issued" content="2018-09-07">', ""),
        (f'<script type="application/ld+json">{LINKED_DATA}</script>', ""),
        ("", '<time datetime="2018-09-07">on Friday</time>'),
    ],
)
def test_what_a_page_says_of_itself_dates_it(head: str, body: str) -> None:
    assert dated("a.html", PAGE.format(head=head, body=body)) == (DAY, "HTML metadata")


def test_a_page_of_an_archive_may_be_older_than_the_web() -> None:
    head = '<meta property="article:published_time" content="1986-08-27T09:00:00+00:00">'
    page = PAGE.format(head=head, body="")
    assert dated("a.html", page) == (date(1986, 8, 27), "HTML metadata")


def test_neither_the_days_in_a_page_nor_its_copyright_date_it() -> None:
    assert dated("a.html", PAGE.format(head="", body="")) == (None, "")


def test_a_labelled_line_of_a_page_dates_it() -> None:
    page = PAGE.format(head="", body="<p>Published: 7 September 2018</p>")
    assert dated("a.html", page) == (DAY, "DATE line")


def test_a_field_dates_a_record() -> None:
    record = '{"text": "Shells fell.", "published_at": "2018-09-07"}'
    assert dated("a.jsonl", record) == (DAY, "JSON field")
    assert dated("a.csv", "Date,text\n7 Sep 2018,Shells fell.\n") == (DAY, "CSV column")
    assert dated("a.csv", "date,text\n07/09/2018,Shells fell.\n") == (
        None,
        "CSV column: “07/09/2018” can be read as two days",
    )


@pytest.mark.parametrize("made", ["D:20189907", "D:2018", "20180907", "D:20180931000000Z"])
def test_a_pdf_with_a_wrong_day_has_none(made: str) -> None:
    found = one("a.pdf", pdf_file("Shells fell.", about=f"/CreationDate ({made})"))
    assert (found.published_on, found.dated_by) == (None, "")


def test_what_a_file_says_goes_before_the_day_it_was_made() -> None:
    data = pdf_file("Date: 7 September 2018", "Shells.", about="/CreationDate (D:20200101000000Z)")
    found = one("a.pdf", data)
    assert (found.published_on, found.dated_by) == (DAY, "DATE line")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", "---\ndate: 2019-02-30\n---\nShells fell."),
        ("a.md", "---\ndate: 2019-02-30 25:00:00\n---\nShells fell."),
        ("a.jsonl", '{"date": "2019-02-30", "text": "Shells fell."}'),
        ("a.csv", "date,text\n12 June 20xx,Shells fell.\n"),
        ("a.txt", "Date: 31 June 2019\nShells fell."),
    ],
)
def test_a_document_with_an_impossible_day_is_read_and_says_so(name: str, data: str) -> None:
    day, why = dated(name, data)
    assert day is None
    assert any(value in why for value in ("2019-02-30", "12 June 20xx", "31 June 2019"))


@pytest.mark.parametrize(
    "line",
    [
        "HAMA, September 7, 2018 — Shells fell.",
        "HAMA, Syria, Sept. 7, 2018 (A wire) — Shells fell.",
        "Khan Shaykhun, 7 September 2018 – Shells fell.",
        "МОСКВА, 7 сентября 2018 — Переговоры идут.",
        "ANKARA, 7 Eylül 2018 (Bir ajans) - Görüşmeler sürüyor.",
        "MOSCOW, September 7, 2018. /A wire/. Talks go on.",
    ],
)
def test_a_dateline_with_its_year_dates_a_text(line: str) -> None:
    day, dated_by = dated("a.txt", f"A headline\n\n{line}")
    assert day == DAY
    assert dated_by.startswith("dateline “")


HALF = "HAMA, September 7 — Shells fell on the road."


@pytest.mark.parametrize(
    ("name", "data", "where"),
    [
        ("reports-2018.txt", HALF, "name"),
        ("2018/hama.txt", HALF, "name"),
        ("2018-09-09.txt", HALF, "name"),
        ("a.txt", f"A headline\n9 September 2018\n\n{HALF}", "above the text"),
        ("a.txt", f"{HALF} The truce of September 7, 2018 did not hold.", "same day"),
        ("a.jsonl", '{"date": "7 September", "timestamp": "2018-09-09", "text": "x"}', "record"),
        ("a.jsonl", '{"id": "wire 2018-09-09", "date": "September 7", "text": "x"}', "record"),
    ],
)
def test_one_sure_source_gives_a_day_its_year(name: str, data: str, where: str) -> None:
    day, dated_by = dated(name, data)
    assert day == DAY
    assert "year from" in dated_by
    assert where in dated_by


def test_a_day_around_new_year_is_of_the_nearer_year() -> None:
    text = "HAMA, December 31 — Shells fell."
    assert dated("2019-01-01.txt", text)[0] == date(2018, 12, 31)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", HALF),
        ("a.txt", f"{HALF} The memorandum of 17 May 2018 did not hold."),
        ("a.txt", f"{HALF} The war began in 2011."),
        ("a.jsonl", '{"id": "1987", "date": "September 7", "text": "x"}'),
        ("a.jsonl", '{"id": "wire-1987", "date": "September 7", "text": "x"}'),
    ],
)
def test_a_day_without_a_sure_year_is_none_and_says_so(name: str, data: str) -> None:
    day, why = dated(name, data)
    assert day is None
    assert why.endswith("“September 7” has no year")


def test_two_years_for_one_day_are_none() -> None:
    day, why = dated("2018-09-07.txt", f"A headline\n9 September 2019\n\n{HALF}")
    assert (day, why) == (None, "dateline: “September 7” has no year: it may be 2018 or 2019")


@pytest.mark.parametrize(
    "line",
    [
        "On Sunday, September 7, 2018 — a day to forget — shells fell.",
        "they met in Sochi, September 7, 2018 — and parted.",
        "The talks of Astana, which began on, September 2018 — and so on.",
    ],
)
def test_half_a_sentence_is_no_dateline(line: str) -> None:
    assert dated("a.txt", line) == (None, "")
