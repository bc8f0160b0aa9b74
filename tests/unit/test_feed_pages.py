"""One page per feed, an index, and every data set of section 17A with a feed that takes it."""

import re
import tomllib

import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment import feed_pages
from cdrp_analysis.contracts import CONTRACTS, PARTNER_FEEDS, PUBLISHED
from cdrp_analysis.contracts.services import FIRE_CATEGORIES

PAGES = feed_pages.pages()
# Crime and Disorder (Prescribed Information) Regulations 2007, SI 2007/1831, schedule.
SIXTEEN = {"1", "2", "3a", "3b", "3c", "3d", "3e", "4", "5", "6", "7a", "7b", "8", "9", "10", "11"}


def test_every_contract_has_a_page_and_the_index_links_them_all():
    assert set(PAGES) == {"feeds/README.md"} | {f"feeds/{name}.md" for name in CONTRACTS}
    linked = set(re.findall(r"\]\((\w+)\.md\)", PAGES["feeds/README.md"]))
    assert linked == set(CONTRACTS)


def test_all_sixteen_prescribed_data_sets_have_a_feed():
    assert set(feed_pages.PRESCRIBED) == SIXTEEN
    for _, feed in feed_pages.PRESCRIBED.values():
        assert "s17A" in PARTNER_FEEDS[feed].basis
    fires = {
        place for place, (_, feed) in feed_pages.PRESCRIBED.items() if feed == "fire_incidents"
    }
    assert fires == set(FIRE_CATEGORIES.values())


@pytest.mark.parametrize("place", sorted(SIXTEEN - set(FIRE_CATEGORIES.values())))
def test_the_feed_of_a_paragraph_claims_that_paragraph(place):
    """The contract's own words on its basis, and no other feed's."""
    written = place if place.isdigit() else f"{place[:-1]}({place[-1]})"
    claiming = [
        name for name, contract in PARTNER_FEEDS.items()
        if "s17A" in contract.basis and re.search(rf"para {re.escape(written)}$", contract.basis)
    ]  # fmt: skip
    assert claiming == [feed_pages.PRESCRIBED[place][1]]


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_assessment_snippet_is_accepted_as_it_stands(name):
    text = re.search(r"```toml\n(.*?)\n```", PAGES[f"feeds/{name}.md"], re.DOTALL)[1]
    ((section, (entry,)),) = tomllib.loads(text).items()
    model = settings.Assessment.model_fields[section].annotation.__args__[0]
    read = model.model_validate(entry)
    if name in PARTNER_FEEDS:
        assert (read.layout, read.contract) == ("template", name)


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_page_explains_every_column_rule_and_secret(name):
    contract, page = CONTRACTS[name], PAGES[f"feeds/{name}.md"]
    assert page.startswith(f"# {name}\n\n{contract.description}\n")
    for column in contract.columns:
        assert f"`{column.name}`" in page
    for rule in contract.rules:
        assert f"- {rule.reason};" in page
    secret = [column.name for column in contract.columns if column.secret]
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert [row[0].strip("| `") for row in rows if row[5] == "yes"] == secret
    assert {len(row) for row in rows} == {7}


def test_partners_are_told_of_the_template_and_readers_of_published_files_of_the_publisher():
    for name in PARTNER_FEEDS:
        assert f"`cdrp template {name}`" in PAGES[f"feeds/{name}.md"]
    for name in PUBLISHED:
        assert "there is no template" in PAGES[f"feeds/{name}.md"]
        assert feed_pages.holder_of(PUBLISHED[name]) in PAGES[f"feeds/{name}.md"]
