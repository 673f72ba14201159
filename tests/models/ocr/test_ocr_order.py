"""Lines come in the order in which a person reads them."""

from itertools import permutations

from models.ocr.order import Box, reading_order


def line(left: float, top: float, width: float = 200, height: float = 16) -> Box:
    return (left, top, left + width, top + height)


def in_order(boxes: list[Box]) -> bool:
    return reading_order(boxes) == list(range(len(boxes)))


def test_nothing_and_one_line() -> None:
    assert reading_order([]) == []
    assert reading_order([line(0, 0)]) == [0]


def test_order_does_not_depend_on_how_lines_were_found() -> None:
    boxes = [line(10, 10), line(10, 40), line(300, 10), line(300, 60)]
    orders = {tuple(shuffled[i] for i in reading_order(shuffled)) for shuffled in permutations(boxes)}
    assert len(orders) == 1


def test_navigation_is_read_before_the_page_beside_it() -> None:
    navigation = [line(10, 20 + 30 * n, 60) for n in range(8)]
    page = [line(200, 20 + 24 * n, 500) for n in range(12)]
    assert in_order(navigation + page)


def test_form_is_read_label_and_value() -> None:
    rows = [box for n in range(5) for box in (line(10, 20 + 30 * n, 80), line(160, 21 + 30 * n, 120))]
    assert in_order(rows)


def test_columns_of_running_text_are_read_one_by_one_though_their_lines_are_level() -> None:
    left = [line(10, 20 + 20 * n, 290) for n in range(8)]
    right = [line(340, 20 + 20 * n, 285) for n in range(8)]
    assert in_order(left + right)


def test_table_with_a_sparse_column_is_read_row_by_row() -> None:
    header = [line(10, 20, 60), line(160, 20, 60), line(310, 20, 60)]
    first = [line(10, 50, 80), line(160, 50, 70), line(310, 50, 70)]
    others = [box for n in range(2, 8) for box in (line(10, 20 + 30 * n, 80), line(160, 20 + 30 * n, 70))]
    assert in_order(header + first + others)


def test_cards_of_three_lines_are_read_one_by_one() -> None:
    assert in_order([line(left, 20 + 22 * n, width) for left in (10, 340) for n, width in enumerate((260, 280, 250))])


def test_sides_of_a_chat_take_turns() -> None:
    said = [(10, 0), (10, 1), (400, 3), (10, 5), (400, 7), (400, 8), (10, 10)]
    assert in_order([line(left, 20 + 20 * n) for left, n in said])


def test_buttons_in_the_corners_of_a_window_do_not_part_its_lines() -> None:
    text = [line(10, 20 + 40 * n, 300) for n in range(6)]
    assert in_order([*text, line(550, 20, 30), line(500, 180, 80)])


def test_title_bar_comes_before_the_columns_below_it() -> None:
    title = [line(10, 5, 620, 20)]
    left = [line(10, 70 + 20 * n, 290) for n in range(6)]
    right = [line(340, 70 + 20 * n, 285) for n in range(6)]
    assert in_order(title + left + right)


def test_line_in_a_far_corner_comes_by_its_height() -> None:
    assert in_order([line(900, 10, 80), line(10, 500, 80)])


def test_dialog_over_a_page_is_kept_together() -> None:
    dialog = [line(400, 300, 200), line(400, 330, 380), line(400, 350, 300)]
    beside = [line(10, 310 + 30 * n, 60) for n in range(4)]
    order = reading_order(beside + dialog)
    places = [order.index(4 + n) for n in range(3)]
    assert places == list(range(places[0], places[0] + 3))


def test_every_line_comes_exactly_once_however_they_overlap() -> None:
    boxes = [line(n * 7 % 90, n * 13 % 110, 40 + n % 5, 14) for n in range(60)]
    assert sorted(reading_order(boxes)) == list(range(60))
