"""Findings as a writer thinks of them: groups, what follows from what, and the way to the place."""

from articles.quality.findings import Finding, blocker, hint, warning
from articles.quality.panel import Place, panel


def test_findings_of_a_rule_stand_together_with_their_places() -> None:
    shown = panel(
        [
            blocker("leftover mark", ["body"], "A."),
            blocker("leftover mark", ["lead"], "B."),
            blocker("leftover mark", ["answer 2"], "B."),
        ],
        form="/form/",
    )
    (group,) = shown.blocking

    assert (group.name, group.count) == ("Leftover mark", 3)
    assert [(saying.message, len(saying.places)) for saying in group.sayings] == [("A.", 1), ("B.", 2)]
    assert group.sayings[1].places[1] == Place("answer 2", "id_questions-1-answer")
    assert shown.form == "/form/"


def test_what_follows_from_something_else_waits_and_comes_back() -> None:
    uncited = warning("section uncited", ["section “A”"], "C.")

    held = panel([blocker("source missing", ["source 1"], "A."), uncited])
    assert (held.remarks, held.waiting) == ((), ("section uncited",))
    assert [group.rule for group in panel([uncited]).remarks] == ["section uncited"]


def test_three_things_come_first_and_hints_stand_apart() -> None:
    rules = ["title", "body", "author", "funding"]
    shown = panel([*(blocker(rule, ["article"], "Do it.") for rule in rules), hint("abbreviation", ["body"], "X.")])

    assert [group.rule for group in shown.first] == rules[:3]
    assert [group.rule for group in shown.hints] == ["abbreviation"]
    assert panel([]).is_empty


def test_each_place_leads_to_its_field_only_where_there_is_a_form() -> None:
    def anchor(rule: str, place: str, form: str | None = "") -> str:
        found: Finding = warning(rule, [place], "A.")
        return panel([found], form=form).remarks[0].sayings[0].places[0].anchor

    assert anchor("funding", "article") == "id_funding"
    assert anchor("key point", "key point 3") == "id_key_points-2-text"
    assert anchor("promise", "section “Use”") == "id_body"
    assert anchor("table caption", "body, table 1") == "id_body"
    assert anchor("never cited", "source a2020") == "citations-group"
    assert anchor("image without words", "image 1") == "id_files-0-alt"
    assert anchor("leftover mark", "text version 2") == "id_files-1-text_version"
    assert anchor("table caption", "text version 1, table 1") == "id_files-0-text_version"
    assert anchor("unknown", "Wendy Writer") == ""
    assert anchor("funding", "article", None) == ""


def test_a_place_says_what_to_look_for_in_its_field() -> None:
    def place(message: str, where: str) -> Place:
        return panel([warning("promise", [where], message)], form="").remarks[0].sayings[0].places[0]

    assert place("“a miracle”; “guarantee…” promises more.", "section “Use, “daily””") == Place(
        "section “Use, “daily””", "id_body", find="a miracle", heading="Use, “daily”"
    )
    assert place("Cut it: “a long passage…”.", "lead").find == "a long passage"
    assert place("Nothing quoted.", "article") == Place("", "")


def test_mends_and_waivers_stand_beside_their_rule() -> None:
    found = [hint("spaces", ["body"], "A."), warning("lead", ["article"], "B.")]
    shown = panel(found, mends={"spaces": "Mend"}, waivable={"lead"})

    assert [(group.rule, group.mend, group.may_be_waived) for group in (*shown.hints, *shown.remarks)] == [
        ("spaces", "Mend", False),
        ("lead", "", True),
    ]
