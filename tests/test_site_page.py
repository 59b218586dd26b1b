"""What holds of every page holds of a published one, with plain files behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import opened, watched
from conftest import quiet
from hostile import HOSTILE, hostile_dossier
from playwright.sync_api import Browser, expect
from sites import hosted
from test_page import (  # noqa: F401 - run here, on another address
    phone,
    test_a_click_on_a_pin_leads_back_to_the_sentence,
    test_a_click_on_a_word_selects_its_pin_and_lists_its_sentences,
    test_a_link_reopens_what_was_seen,
    test_a_place_outside_the_view_can_be_reached,
    test_a_post_that_is_one_too_many_is_a_contradiction,
    test_a_selected_pin_is_not_under_the_panel,
    test_both_sides_of_a_contradiction_lead_to_their_sentences,
    test_choosing_a_document_counts_only_its_mentions,
    test_escape_closes_the_panel_and_the_keyboard_reaches_pins,
    test_governments_are_off_until_asked_for,
    test_pins_stand_where_their_coordinates_say,
    test_the_drawing_of_the_zone_can_be_clicked,
    test_the_page_has_no_accessibility_violation,
    test_the_phone_shows_map_and_text_without_sideways_scrolling,
    test_the_zone_shows_reading_sources_and_what_texts_state,
)
from test_page_filters import (  # noqa: F401 - the same
    test_a_filter_that_lets_nothing_through_says_so_and_can_be_cleared,
    test_a_link_reopens_every_filter,
    test_a_selected_place_stays_on_the_map_though_a_filter_hides_it,
    test_a_step_of_changes_tells_its_sums,
    test_changes_are_shown_between_two_days,
    test_documents_are_let_through_by_their_days,
    test_each_sort_of_place_can_be_left_out,
    test_each_use_of_a_name_can_be_left_out,
    test_stretches_without_a_source_can_be_left_out,
    test_the_brush_has_two_handles_that_keys_move,
    test_the_day_of_the_line_is_chosen_with_a_slider,
)
from test_page_lines import (  # noqa: F401 - the same
    test_a_click_on_the_line_shows_the_two_rows_behind_that_stretch,
    test_changes_of_control_are_off_until_asked_for,
    test_ground_that_changed_hands_names_its_towns_and_their_sources,
)
from test_page_search import (  # noqa: F401 - the same
    test_a_place_is_found_by_any_of_its_names,
    test_a_sentence_is_found_by_its_words_and_read_in_its_place,
    test_keys_go_from_mention_to_mention,
    test_letters_that_are_typed_into_a_field_are_no_keys,
    test_text_and_map_point_at_each_other,
    test_the_list_of_keys_opens_and_closes_with_the_keyboard,
    test_words_that_no_text_has_are_told,
)
from test_page_take import (  # noqa: F401 - the same
    test_a_selection_is_cited_as_text_and_as_bibtex,
    test_an_area_shows_its_ground_when_it_is_selected,
    test_names_stand_in_every_language,
    test_the_keys_alone_lead_from_a_word_to_its_citation_and_back,
    test_the_print_sheet_has_title_legend_sources_and_scale,
)

from geo.pipeline.builds import build, plan
from geo.publish.choice import Choice
from geo.publish.site import publish
from geo.store.open import open_store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    """The address of the site."""
    with hosted(published) as found:
        yield found


def test_hostile_text_stays_text_on_a_published_page(browser: Browser, tmp_path: Path) -> None:
    job = plan(hostile_dossier(tmp_path), None, tmp_path / "out")
    store = open_store(build(job, quiet).store)
    publish(store, job.dossier, tmp_path / "site", Choice(), quiet)
    with hosted(tmp_path / "site") as address, watched(browser, 1440, 900) as page:
        opened(page, f"{address}/?sel=place:xx-northton")
        expect(page.locator("#reader")).to_contain_text("<img src=x onerror=")
        said = page.locator("body").inner_text().replace("\u202e", "")
        assert all(text.replace("\u202e", "") in said for text in HOSTILE)
        assert page.locator("#reader img, #panel img, script[src^='data:']").count() == 0
        assert page.evaluate("window.hacked") is None
