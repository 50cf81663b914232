from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultralink_assets.from_wikipedia.page_xml import PageCutter, PageDamagedError, parse_page, parse_site
from ultralink_assets.records import InputError
from ultralink_assets_tests.from_wikipedia.dump_files import HEADER, page, pages, xml


def test_a_page_gives_its_own_fields_and_not_the_contributors() -> None:
    found = parse_page(page(7, "a < b & ''c''\n", title="Rock & roll").strip().encode())
    assert (found.title, found.page_id, found.revision_id, found.namespace) == ("Rock & roll", 7, 1007, 0)
    assert found.revised_at == datetime(2024, 2, 6, 12, 30, 7)
    assert found.text == "a < b & ''c''\n"
    assert (found.model, found.redirect) == ("wikitext", False)


def test_redirect_and_model_are_seen() -> None:
    assert parse_page(page(1, redirect=True).strip().encode()).redirect
    assert parse_page(page(1, model="css").strip().encode()).model == "css"


def test_local_names_count_whatever_the_prefix() -> None:
    written = page(3).strip().replace("</", "</w:").replace("<", "<w:").replace("<w:/w:", "</w:").encode()
    (cut,) = PageCutter("x").feed(b"<w:mediawiki>" + written)
    assert parse_page(cut).title == "Place 3"


@given(st.data())
def test_pages_are_the_same_however_the_text_is_cut(data: st.DataObject) -> None:
    text = xml(pages(1, 4))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    cutter = PageCutter("x")
    found = [
        parse_page(one).page_id
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
        for one in cutter.feed(text[start:end])
    ]
    cutter.stop()
    assert found == [1, 2, 3, 4]
    assert cutter.take_lost() == []


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\x01", b"a < b", b"&nbsp;", b"<b>"])
def test_a_page_that_is_no_xml_names_itself(bad: bytes) -> None:
    with pytest.raises(PageDamagedError, match="Place 1"):
        parse_page(page(1, "here").strip().encode().replace(b"here", bad))


def test_a_page_without_an_end_does_not_swallow_the_next() -> None:
    cutter = PageCutter("x")
    found = list(cutter.feed((page(1).replace("</page>", "") + page(2)).encode()))
    assert [parse_page(one).page_id for one in found] == [2]
    assert cutter.take_lost() == ["the page 'Place 1' has no end"]


def test_a_page_that_is_cut_off_is_lost() -> None:
    cutter = PageCutter("x")
    assert list(cutter.feed(page(1).encode()[:150])) == []
    cutter.stop()
    assert cutter.take_lost() == ["the page 'Place 1' is cut off"]


def test_namespaces_come_from_the_head() -> None:
    assert parse_site(HEADER.encode()).namespaces == ((6, "File"), (14, "Category"))
    assert parse_site(b"  ").namespaces == ()
    assert parse_site(b"<mediawiki><siteinfo><oops").namespaces == ()


@pytest.mark.parametrize("where", ["before", "between"])
def test_document_types_and_entities_are_refused(where: str) -> None:
    laughs = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>\n'
    text = (laughs + page(1)) if where == "before" else (page(1) + laughs + page(2))
    with pytest.raises(InputError, match=r"evil\.xml: refused.*entity"):
        list(PageCutter("evil.xml").feed(text.encode()))


def test_endless_text_is_refused_within_and_between_pages() -> None:
    for start, what in ((b"", "in a row without a page"), (page(1).encode()[:100], "a page of more than")):
        cutter = PageCutter("bomb.bz2")
        text = [start, *[b"0" * 1024 * 1024] * 40]
        with pytest.raises(InputError, match=what):
            sum(len(list(cutter.feed(piece))) for piece in text)
