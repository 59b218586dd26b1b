"""The page of a corpus too large to carry: the same in every way that a reader can see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import serving
from conftest import SHIPPED
from test_page import (  # noqa: F401 - what holds of every page holds of this one
    test_a_click_on_a_pin_leads_back_to_the_sentence,
    test_a_click_on_a_word_selects_its_pin_and_lists_its_sentences,
    test_a_link_reopens_what_was_seen,
    test_a_place_outside_the_view_can_be_reached,
    test_choosing_a_document_counts_only_its_mentions,
    test_governments_are_off_until_asked_for,
    test_pins_stand_where_their_coordinates_say,
    test_the_page_has_no_accessibility_violation,
)
from test_page_filters import (  # noqa: F401 - the same
    test_each_sort_of_place_can_be_left_out,
)
from test_page_search import (  # noqa: F401 - the same
    test_a_place_is_found_by_any_of_its_names,
    test_keys_go_from_mention_to_mention,
)

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.features.layers import layers
from geo.model.run import Run
from geo.pipeline.builds import plan
from geo.pipeline.tiles import TILING
from geo.render import page_tallies
from geo.render.page import page_assets
from geo.store.open import open_store
from geo.store.write import write_store

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(built: tuple[Path, Run], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the shipped dossier, served as a large one."""
    store, run = open_store(built[0]), built[1]
    others = {name: store.asset(name) for name in store.assets("", "")}
    dossier = plan(SHIPPED, None, None).dossier
    path = tmp_path_factory.mktemp("large") / "large.sqlite"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(page_tallies, "MOST_PLACES", 3)
        made = layers(run, dossier.places)
        assets = {**others, **page_assets(dossier, run, made)}
        write_store(path, run, made, store.meta(), assets, TILING)
    with serving(create_app(open_store(path), Settings())) as found:
        yield found
