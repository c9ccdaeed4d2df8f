"""What each reader makes of what programs really write."""

import json
from typing import Any

import pytest

from references.formats import UnreadableFile
from tests.references.formats.samples import NBIB, PUBMED_XML, RECORD, RIS, only, read, records, without


class TestRis:
    def test_a_missing_end_is_said_and_costs_no_record(self) -> None:
        first, second = read(RIS.replace("ER  -\n", "") + RIS).reads

        assert (first.record, second.record) == (RECORD, RECORD)
        assert first.problems == ("Its end (ER) is missing.",)

    def test_lines_that_belong_to_no_record_are_told_beside_one(self) -> None:
        text = f"Exported by a program\n{RIS}TY  JOUR\nTitle: lost\n\n{RIS}The end.\n"

        first, second = read(text).reads

        assert (first.record, second.record) == (RECORD, RECORD)
        line = 2 + RIS.count("\n")
        assert first.problems == (
            "Before it stood a line that is no field, in line 1: 'Exported by a program'; left out.",
            f"Behind it stood 2 lines that are no fields, from line {line} on: 'TY  JOUR'; left out.",
        )
        assert second.problems == (
            f"Behind it stood a line that is no field, in line {line + 3 + RIS.count(chr(10))}: 'The end.'; left out.",
        )

    def test_several_names_in_one_field_are_several_people(self) -> None:
        record = only("TY  - JOUR\nTI  - T\nAU  - Smith, Ada; Jones KB\nAU  - Ministry of Health; Oslo\nER  - \n")

        assert record["author"] == [
            {"family": "Smith", "given": "Ada"},
            {"family": "Jones", "given": "KB"},
            {"literal": "Ministry of Health; Oslo"},
        ]

    def test_lines_that_go_on_belong_to_their_field(self) -> None:
        text = RIS.replace("AB  - Words.", "AB  - Words of\nB1-blockers and\nIL - 6 too.")

        assert only(text)["abstract"] == "Words of B1-blockers and IL - 6 too."

    def test_words_of_an_abstract_that_look_like_tags_are_none(self) -> None:
        abstract = "Tumours that were\nER  - positive, or\nER - negative, and\nPR - positive too."

        [item] = read(RIS.replace("AB  - Words.", f"AB  - {abstract}")).reads

        assert item.record == RECORD | {"abstract": " ".join(abstract.split())}
        assert item.problems == ()

    def test_a_record_with_one_space_is_read_whatever_stands_around_it(self) -> None:
        loose = "TY  - JOUR\nAU - Smith, J\nTI - A title\nER  -\n"
        wanted = {
            "id": "k",
            "type": "article-journal",
            "title": "A title",
            "author": [{"family": "Smith", "given": "J"}],
        }

        alone, before, after = only(loose), records(loose + RIS), records(RIS + loose)

        assert [record and record | {"id": "k"} for record in (alone, before[0], after[1])] == [wanted] * 3
        assert before[1] == after[0] == RECORD

    @pytest.mark.parametrize(
        ("tags", "wanted"),
        [
            (
                "TY  - BOOK\nTI  - T\nSN  - 0-306-40615-2\nSP  - 300",
                {"type": "book", "ISBN": "9780306406157", "number-of-pages": "300"},
            ),
            (
                "TY  - CHAP\nTI  - T\nT2  - Book\nA2  - Ed, I",
                {"container-title": "Book", "editor": [{"family": "Ed", "given": "I"}]},
            ),
            (
                "TY  - JOUR\nT1  - T\nJO  - J Abbr\nJF  - Journal",
                {"container-title": "Journal", "container-title-short": "J Abbr"},
            ),
            ("TY  - JOUR\nTI  - T\nY1  - 2019///", {"issued": {"date-parts": [[2019]]}}),
            ("TY  - JOUR\nTI  - T\nPY  - 2019\nDA  - Winter 2019", {"issued": {"date-parts": [[2019]]}}),
            ("TY  - JOUR\nTI  - T\nUR  - https://doi.org/10.1000/x", {"DOI": "10.1000/x"}),
            ("TY  - JOUR\nTI  - T\nM3  - 10.1000/x", {"DOI": "10.1000/x"}),
            ("TY  - JOUR\nTI  - T\nAN  - 123\nDB  - PubMed", {"PMID": "123"}),
            ("TY  - JOUR\nTI  - T\nAN  - 123\nDB  - Embase", {"note": "Accession number: 123"}),
            (
                "TY  - JOUR\nTI  - T\nN1  - PMID: 123\nN1  - PMCID: PMC9\nN1  - Kept.",
                {"PMID": "123", "PMCID": "PMC9", "note": "Kept."},
            ),
            ("TY  - XXXX\nTI  - T", {"type": "document"}),
        ],
    )
    def test_tags_mean_what_programs_mean_by_them(self, tags: str, wanted: dict[str, Any]) -> None:
        record = only(f"{tags}\nER  - \n")

        assert {name: record.get(name) for name in wanted} == wanted

    def test_empty_and_untitled_records_are_listed_with_number_and_reason(self) -> None:
        reads = read("TY  - JOUR\nER  - \n\nTY  - JOUR\nAU  - A, B\nER  - \n" + RIS).reads

        assert [(item.number, item.reason) for item in reads] == [
            (1, "It is empty: it has no field but its kind."),
            (2, "It has no title and no identifier."),
            (3, ""),
        ]

    def test_a_made_key_is_name_and_year(self) -> None:
        [item] = read(RIS.replace("ID  - sample2020\n", "")).reads

        assert item.record is not None
        assert (item.record["id"], item.key_given) == ("sample2020", False)


class TestBibtex:
    def test_one_broken_entry_does_not_take_the_rest_along(self) -> None:
        text = (
            "@book{a, title={One}}\n@book{b, title={Two\n\n@book{c, title={Three}, year=2001\n"
            '@book{d title={x}}\n@book{e, title="Five"}'
        )

        reads = read(text).reads

        assert [item.record and item.record["title"] for item in reads] == ["One", None, "Three", None, "Five"]
        assert reads[1].reason.startswith("The entry that begins in line 2 is broken: a brace")
        assert reads[2].problems == ("Its last brace is missing.",)

    @pytest.mark.parametrize(
        ("fields", "wanted"),
        [
            (r"title={{\'E}tude {\o} \'{\i} \v{s} \c c na\"ive \ss}", {"title": "Étude ø í š ç naïve ß"}),
            (r"title={5 \% of $\alpha$ -- \emph{x} \& y~z}", {"title": "5 % of α – x & y z"}),
            (r"title={A <i>b</i> &amp; p&lt;0.05}", {"title": "A b & p<0.05"}),
            (r"title={T}, subtitle={S}", {"title": "T: S"}),
            (
                "title={T}, author={Berg, van der, Jan and others}",
                {"author": [{"family": "Berg", "given": "Jan", "suffix": "van der"}]},
            ),
            (
                "title={T}, author={van der Berg, Jr, Jan}",
                {"author": [{"family": "van der Berg", "given": "Jan", "suffix": "Jr"}]},
            ),
            (
                "title={T}, author={Jan van der Berg and Ada Sample}",
                {
                    "author": [
                        {"given": "Jan", "family": "van der Berg"},
                        {"family": "Sample", "given": "Ada"},
                    ]
                },
            ),
            (
                "title={T}, author={{Food and Drug Administration} and Sample, Ada}",
                {"author": [{"literal": "Food and Drug Administration"}, {"family": "Sample", "given": "Ada"}]},
            ),
            (
                "title={T}, author={family=Berg, given=Jan, prefix=van}",
                {"author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van"}]},
            ),
            ("title={T}, eprint={123}, eprinttype={pubmed}", {"PMID": "123"}),
            ("title={T}, note={PMID: 123}", {"PMID": "123"}),
            ("title={T}, year={2019}, month={5}", {"issued": {"date-parts": [[2019, 5]]}}),
            ("title={T}, date={2019-05/2019-06}", {"issued": {"date-parts": [[2019, 5]]}}),
        ],
    )
    def test_fields_become_plain_text_and_names(self, fields: str, wanted: dict[str, Any]) -> None:
        record = only(f"@article{{a, {fields}}}")

        assert {name: record.get(name) for name in wanted} == wanted

    def test_strings_comments_and_parentheses_are_understood(self) -> None:
        text = (
            '@string{jm = "Journal of "}\n@preamble{"x"}\n@comment{x}\n% free text me@example.org\n'
            "@Article(k1, journal = jm # {Sleep}, title={T})"
        )

        assert only(text)["container-title"] == "Journal of Sleep"

    @pytest.mark.parametrize(
        ("kind", "csl"),
        [("phdthesis", "thesis"), ("online", "webpage"), ("misc", "document"), ("techreport", "report")],
    )
    def test_kinds_are_those_of_csl(self, kind: str, csl: str) -> None:
        assert only(f"@{kind}{{a, title={{T}}}}")["type"] == csl

    def test_low_and_high_digits_of_maths_are_kept_as_such(self) -> None:
        title = r"CO$_2$, SpO$_{\textrm{2}}$, 10$^{-3}$ and $x_{max}$ of a\_b"

        assert only(f"@article{{a, title = {{{title}}}}}")["title"] == "CO₂, SpO₂, 10⁻³ and xmax of a_b"

    def test_an_entry_takes_what_it_lacks_from_the_one_that_it_refers_to(self) -> None:
        chapter = "@incollection{a, title={Chapter}, author={Smith, Ada}, pages={1--9}, crossref={Whole}}\n"
        own = "doi={10.1000/whole}, url={https://example.org/whole}, note={About all of it}, ids={other}"
        book = "@book{whole, title={The book}, editor={Jones, Bo}, publisher={P}, year={2020}, pages={300}, OWN}\n"

        first, second = records(chapter + book.replace("OWN", own))

        assert first == {
            "id": "a", "type": "chapter", "title": "Chapter", "author": [{"family": "Smith", "given": "Ada"}],
            "editor": [{"family": "Jones", "given": "Bo"}], "container-title": "The book", "publisher": "P",
            "issued": {"date-parts": [[2020]]}, "page": "1-9",
        }  # fmt: skip
        assert second is not None
        assert second["title"] == "The book"
        [alone] = read(chapter).reads
        assert alone.problems == ("It takes fields from 'Whole' (crossref), which is not in the file.",)


class TestMedline:
    def test_kind_of_study_trial_and_key(self) -> None:
        record = only(NBIB)

        assert record["custom"] == {"study_type": "randomised-trial", "NCT": "NCT00000000"}
        assert record["id"] == "sample2020"

    def test_records_without_pmid_or_blank_line_are_all_there(self) -> None:
        one = NBIB.replace("PMID- 12345678\n", "")

        assert len(records(NBIB.rstrip() + "\n" + NBIB.rstrip())) == 2
        assert len(records(one + "\n" + one)) == 2
        assert len(records(one + one)) == 2
        assert "PMID" not in (records(one)[0] or {})

    @pytest.mark.parametrize(
        ("tags", "status", "notice"),
        [
            ("PT  - Retracted Publication", "retracted", None),
            ("RIN - J Med. 2021;1:2", "retracted", "J Med. 2021;1:2"),
            ("RRI - J Med. 2021;1:2", "retracted and republished", "J Med. 2021;1:2"),
            ("ECI - J Med. 2021;1:2", "expression of concern", None),
            ("EIN - J Med. 2021;1:2", "corrected", None),
            ("ROF - J Med. 2021;1:2", None, None),
        ],
    )
    def test_notices_become_the_status(self, tags: str, status: str | None, notice: str | None) -> None:
        record = only(f"PMID- 1\nTI  - T.\n{tags}\n")

        assert (record.get("status"), record.get("custom", {}).get("retracted_in")) == (status, notice)

    def test_books_and_chapters(self) -> None:
        record = only("PMID- 1\nBTI - Book\nTI  - Chapter\nFED - Ed, I\nAID - NBK1 [bookaccession]\n")

        assert (record["type"], record["title"], record["container-title"]) == ("chapter", "Chapter", "Book")
        assert record["URL"] == "https://www.ncbi.nlm.nih.gov/books/NBK1/"

    def test_lines_that_belong_to_no_record_are_told_beside_one(self) -> None:
        first, second = read(f"{NBIB}\nPMID 7\nTI Lost\n\nPMID- 8\nTI  - U.\n").reads

        assert [item.record and item.record["PMID"] for item in (first, second)] == ["12345678", "8"]
        assert "Behind it stood 2 lines that are no fields" in first.problems[-1]
        assert "'PMID 7'" in first.problems[-1]


class TestBrokenXml:
    """One record that is ill-formed costs only itself; declared entities still cost the file."""

    ENDNOTE = "<xml><records>\n<record><titles><title>{}</title></titles></record>\n<record><titles><title>Two</title>"
    ENDNOTE += "</titles></record></records></xml>"

    @pytest.mark.parametrize("title", ["A & B", "A <b B", "A&nbsp;B", "A</title>"])
    def test_the_others_are_read_and_the_broken_one_is_listed(self, title: str) -> None:
        first, second = read(self.ENDNOTE.format(title)).reads

        assert first.record is None
        assert first.reason.startswith("The record that begins in line 2 is broken XML: ")
        assert second.record is not None
        assert (second.number, second.record["title"]) == (2, "Two")

    @pytest.mark.parametrize("name", ["endnote-xml", "pubmed-xml"])
    def test_what_is_no_xml_at_all_is_refused(self, name: str) -> None:
        with pytest.raises(UnreadableFile, match="The XML is broken in line 1"):
            read(RIS, name)

    def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes(self) -> None:
        whole = PUBMED_XML.partition("</PubmedArticleSet>")[0]

        first, second = read(f"{whole}<PubmedArticle><MedlineCitation><PMID>7</PMID>").reads

        assert first.record == only(PUBMED_XML)
        assert "is broken XML" in second.reason

    def test_a_file_with_entities_of_its_own_is_refused_whole(self) -> None:
        with pytest.raises(UnreadableFile, match="declares entities"):
            read("<!DOCTYPE xml [<!ENTITY a 'b'>]>" + self.ENDNOTE.format("A & B"))


class TestPubmedXml:
    def test_only_the_papers_own_identifiers_are_read(self) -> None:
        record = only(PUBMED_XML)

        assert (record["PMID"], record["DOI"], record["status"]) == ("12345678", "10.1000/ABC(1)<2>_3", "retracted")
        assert record["custom"] == {"retracted_in": "Sample J Med. 2021;15(1):1"}

    def test_books_are_read_and_other_elements_said(self) -> None:
        book = (
            "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>7</PMID><Book><BookTitle>B</BookTitle>"
            "<Publisher><PublisherName>P</PublisherName></Publisher><PubDate><Year>2001</Year></PubDate>"
            "<AuthorList Type='editors'><Author><LastName>Ed</LastName></Author></AuthorList></Book>"
            "<ArticleTitle>C</ArticleTitle></BookDocument></PubmedBookArticle><Surprise/></PubmedArticleSet>"
        )

        first, second = read(book).reads

        assert first.record is not None
        assert without(first.record, "id") == {
            "type": "chapter",
            "title": "C",
            "container-title": "B",
            "publisher": "P",
            "PMID": "7",
            "issued": {"date-parts": [[2001]]},
            "editor": [{"family": "Ed"}],
        }
        assert second.reason == "The element 'Surprise' is no article and no book of PubMed."


class TestCslJson:
    @pytest.mark.parametrize(
        ("kinds", "status"),
        [
            (["correction", "retraction"], "retracted"),
            (["expression_of_concern"], "expression of concern"),
            (["erratum"], "corrected"),
            (["new_edition"], None),
        ],
    )
    def test_crossref_names_the_notices_about_a_paper_and_splits_its_title(
        self, kinds: list[str], status: str | None
    ) -> None:
        item = {
            "type": "journal-article",
            "DOI": "10.1000/x",
            "title": ["Sleep"],
            "subtitle": ["A trial"],
            "updated-by": [{"type": kind} for kind in kinds],
        }

        record = only(json.dumps({"message": item}))

        assert (record["title"], record.get("status")) == ("Sleep: A trial", status)

    def test_crossref_and_zotero_are_understood(self) -> None:
        item = {
            "type": "journal-article",
            "title": ["A <i>b</i> &amp; c"],
            "container-title": ["J"],
            "short-container-title": ["J."],
            "author": [{"given": "Ada", "family": "Sample", "sequence": "first"}, {"name": "A Group"}],
            "issued": {"date-parts": [[None]]},
            "published-print": {"date-parts": [[2020, "5"]]},
            "ISSN": ["0028-4793"],
            "article-number": "e1",
            "URL": "http://dx.doi.org/10.1000/x",
            "note": "PMID: 123\nPMCID: PMC9\nCitation Key: sample20",
        }

        assert only(json.dumps({"message": {"items": [item]}})) == {
            "id": "sample20",
            "type": "article-journal",
            "title": "A b & c",
            "container-title": "J",
            "container-title-short": "J.",
            "author": [{"family": "Sample", "given": "Ada"}, {"literal": "A Group"}],
            "issued": {"date-parts": [[2020, 5]]},
            "ISSN": "0028-4793",
            "number": "e1",
            "URL": "http://dx.doi.org/10.1000/x",
            "PMID": "123",
            "PMCID": "PMC9",
        }

    @pytest.mark.parametrize(
        ("value", "parts"),
        [
            ({"raw": "30 June 2020"}, [2020, 6, 30]),
            ({"literal": "Spring 2020"}, [2020]),
            ("2020-06-30", [2020, 6, 30]),
            ({"date-parts": [["2020", "06"]]}, [2020, 6]),
            ({"date-parts": [[2020, 13]]}, [2020]),
        ],
    )
    def test_dates_in_any_dress(self, value: Any, parts: list[int]) -> None:
        assert only(json.dumps([{"title": "T", "type": "book", "issued": value}]))["issued"] == {"date-parts": [parts]}

    def test_a_list_broken_in_the_middle_gives_the_rest(self) -> None:
        good = json.dumps(RECORD)
        first, broken, last = read(f'[{good},\n{{"id": "b", "title": oops}},\n{good}]').reads

        assert (first.record, last.record) == (RECORD, RECORD)
        assert (broken.number, broken.reason) == (
            2,
            "The record that begins in line 2 is broken JSON: Expecting value.",
        )

    def test_json_lines_and_single_objects(self) -> None:
        one = json.dumps(RECORD)

        assert records(one) == [RECORD]
        assert records(f"{one}\n{one}\n") == [RECORD, RECORD]

    def test_zotero_s_own_json_is_refused_rather_than_read_by_half(self) -> None:
        item = {"itemType": "journalArticle", "title": "T", "creators": [{"lastName": "Smith"}], "DOI": "10.1000/x"}

        [found] = read(json.dumps({"config": {"id": "x"}, "items": [item]})).reads

        assert found.record is None
        assert "Export the library as CSL JSON or RIS" in found.reason


class TestIdentifiers:
    def test_numbers_of_a_list_are_no_identifiers(self) -> None:
        text = "1. 10.1000/x\n2) PMID: 77\n[3] 10.1000/y\n(4) NCT00000000\n12345678 23456789\n"

        reads = read(text).reads

        assert [item.record and item.record["id"] for item in reads] == [
            "doi10.1000/x", "pmid77", "doi10.1000/y", "nct00000000", "pmid12345678", "pmid23456789",
        ]  # fmt: skip

    def test_of_a_printed_reference_only_its_identifiers_are_taken_and_that_is_said(self) -> None:
        line = "1. Sample A, Sample B. A made-up study of sleep. Sample J. 2020;14:1-9."

        named, without_any = read(f"{line} doi:10.1000/x. PMID: 77\n{line}\n").reads

        assert named.record is not None
        assert (named.record["DOI"], named.record["PMID"]) == ("10.1000/x", "77")
        assert named.problems[0].startswith("Of 'Sample A, Sample B. A made-up study")
        assert named.problems[0].endswith("only the DOI, PMID was taken.")
        assert without_any.record is None
        assert "names no DOI, PMID, PMCID or NCT" in without_any.reason

    @pytest.mark.parametrize(
        ("line", "number"),
        [
            ("PMID 12345678, PMID 23456789, PMID 34567890", 3),
            ("NCT00000000, NCT00000001, NCT00000002", 3),
            ("12345678, 23456789, 34567890, 12345679, 23456780, 34567891", 6),
            ("ISBN 978-3-16-148410-0, ISBN 0-306-40615-2", 2),
            ("PMID 12345678, PMID 23456789, doi:10.1000/x, hello there", 4),
        ],
    )
    def test_of_several_identifiers_in_a_line_each_is_a_record(self, line: str, number: int) -> None:
        reads = read(line, "identifiers").reads

        assert len(reads) == number
        assert [item for item in reads if item.record is None] == ([reads[-1]] if "hello" in line else [])

    def test_each_kind_becomes_a_record_that_says_it_is_only_an_identifier(self) -> None:
        text = "doi:10.1000/x.\nPMID 12140307\nPMC2615549; nct00000000\n0-306-40615-2\nhello\n"

        reads = read(text, "identifiers").reads

        assert [item.record and item.record["id"] for item in reads] == [
            "doi10.1000/x", "pmid12140307", "pmc2615549", "nct00000000", "isbn9780306406157", None,
        ]  # fmt: skip
        assert {item.record["status"] for item in reads if item.record} == {"identifier only"}
        assert reads[-1].reason.startswith("'hello' is no DOI")

    def test_a_doi_that_a_line_breaks_off_is_not_taken_for_another(self) -> None:
        broken, rest, bracketed = read("10.1000/sleep-\nin-adults\n(10.1000/y)\n", "identifiers").reads

        assert broken.reason == "'10.1000/sleep-' ends in a hyphen: a PDF may have broken it. Paste it in one line."
        assert rest.record is None
        assert bracketed.record is not None
        assert bracketed.record["DOI"] == "10.1000/y"


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\nID  - k\nTI  - T\nN1  - PMID: 12345678\nPMCID: PMC1234567\nER  -\n",
        "TY  - JOUR\nID  - k\nTI  - T\nN1  - PMID: 12345678 PMCID: PMC1234567\nER  -\n",
        "@article{k,\n title = {T},\n note = {PMID: 12345678\nPMCID: PMC1234567},\n}\n",
        "@article{k,\n title = {T},\n note = {PMID: 12345678\nCitation Key: k\nPMCID: PMC1234567},\n}\n",
        '[{"id": "k", "type": "article-journal", "title": "T", "note": "PMID: 12345678\\nPMCID: PMC1234567"}]',
        '[{"id": "1", "type": "article-journal", "title": "T", "citation-key": "k",'
        ' "note": "Citation Key: k\\nPMID: 12345678 PMCID: PMC1234567"}]',
    ],
)
def test_what_zotero_keeps_in_extra_is_taken_and_the_key_stays(text: str) -> None:
    record = {"id": "k", "type": "article-journal", "title": "T", "PMID": "12345678", "PMCID": "PMC1234567"}

    assert only(text) == record


def test_what_was_pinned_and_is_no_key_leaves_that_of_the_program() -> None:
    [item] = read("@article{made_2020,\n title = {T},\n note = {Citation Key: no key at all},\n}\n").reads

    assert item.record is not None
    assert item.record["id"] == "made_2020"


@pytest.mark.parametrize(
    "text",
    [
        "@article{made_2020,\n title = {T},\n note = {Citation Key: pinned2020},\n}\n",
        "TY  - JOUR\nID  - 4711\nTI  - T\nN1  - Citation Key: pinned2020\nER  -\n",
        '[{"id": "http://zotero.org/users/1/items/ABCD", "type": "article-journal", "title": "T",'
        ' "note": "Citation Key: pinned2020"}]',
    ],
)
def test_a_key_that_somebody_pinned_in_extra_counts_more_than_that_of_the_program(text: str) -> None:
    [item] = read(text).reads

    assert item.record == {"id": "pinned2020", "type": "article-journal", "title": "T"}
    assert (item.key_given, item.problems) == (True, ())


def test_a_sentence_that_names_an_identifier_stays_a_note() -> None:
    record = only("@article{k, title = {T}, note = {It corrects\nPMID: 1 of last year,\nand more}}")

    assert "PMID" not in record
    assert record["note"] == "It corrects PMID: 1 of last year, and more"


@pytest.mark.parametrize(
    ("name", "key"),
    [("van der Kolk, Jan", "vanderkolk2020"), ("Van Woert, M", "van2020"), ("Ästrand, B", "astrand2020")],
)
def test_a_made_key_has_the_family_name_with_its_particles(name: str, key: str) -> None:
    assert only(f"TY  - JOUR\nTI  - T\nAU  - {name}\nPY  - 2020\nER  -\n")["id"] == key
