"""What a cell shows of its number: as Excel shows it, but for what each country's settings decide."""

import pytest

from knowledge.readers.number_formats import BUILT_IN, shown_number, shown_text


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (12, "0,000", "0,012"),
        (-3.2, "0.0", "-3.2"),
        (-0.001, "0.00", "0.00"),
        (2.125, "0.##", "2.13"),
        (2, "0.##", "2"),
        (0.5, "#.00", ".50"),
        (0.195, "0.0%", "19.5%"),
        (39.9, '#,##0.00\\ "€"', "39.90 €"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (-5, '"$"#,##0.00_);("$"#,##0.00)', "($5.00)"),
        (0, '_-* #,##0\\ "€"_-;-* #,##0\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', "- €"),
        (12345678, '0.0,,"M"', "12.3M"),
        (12345, "0.00E+00", "1.23E+04"),
        (41, "0000", "0041"),
        (7911123456, "0#### ######", "07911 123456"),
        (5551234567, "[<=9999999]###-####;(###) ###-####", "(555) 123-4567"),
        (5551234, "[<=9999999]###-####;(###) ###-####", "555-1234"),
        (4.5, "# ?/?", "4.5"),
        (3, 'General" pcs"', "3 pcs"),
        (5, "@", "5"),
        (0.1 + 0.2, "General", "0.3"),
        (447700900311, "General", "447700900311"),
        (5, ";;;", ""),
        (0, "0;-0;", ""),
        (1e16, "0.00", "1E+16"),
    ],
)
def test_numbers_are_shown_by_their_format(value: float, code: str, shown: str) -> None:
    assert " ".join(shown_number(value, code).split()) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (45989, "yyyy-mm-dd", "2025-11-28"),
        (45989, "dd.mm.yyyy;@", "28.11.2025"),
        (45989.5, "dd/mm/yyyy hh:mm", "28/11/2025 12:00"),
        (45989, "ddd d mmm yy", "Fri 28 Nov 25"),
        (45989, "[$-407]dddd, d. mmmm yyyy", "Friday, 28. November 2025"),
        (45989, "[$-F800]dddd, mmmm dd, yyyy", "2025-11-28"),
        (0.354166667, "h:mm", "8:30"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (1.5, "[h]:mm", "36:00"),
        (0.0007, "mm:ss.0", "01:00.5"),
        (45989, BUILT_IN[14], "2025-11-28"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (-1, "yyyy-mm-dd", "-1"),
    ],
)
def test_dates_and_times_are_shown_by_their_format(value: float, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


def test_a_workbook_may_count_its_days_from_1904() -> None:
    assert shown_number(44527, "yyyy-mm-dd", from_1904=True) == "2025-11-28"


def test_a_format_may_put_words_around_a_text_or_hide_it() -> None:
    assert [shown_text("5", code) for code in ("@", "General", '0;-0;0;@" kg"', ";;;")] == ["5", "5", "5 kg", ""]
