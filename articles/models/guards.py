"""Rules that compare rows of several tables, enforced by triggers in both databases.

No Python mistake can publish a text that nobody approved, approve under another digest than the revision's,
or let a contributor sign.
"""

from medsite.audit.append_only import Guard, register_guard


def _guard(*, name: str, table: str, events: str, broken: str, message: str) -> Guard:
    """A guard from one SQL condition that both databases understand; NEW is the row being written."""
    return Guard(
        name=name,
        table=table,
        events=events,
        sqlite_when=broken,
        sqlite=f"SELECT RAISE(ABORT, '{message}');",
        postgres=(
            f"BEGIN IF {broken} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
            "RETURN NEW; END"
        ),
    )


A_DECISION_IS_OF_ITS_REVISION = _guard(
    name="a_decision_is_of_its_revisions_digests",
    table="articles_decision",
    events="INSERT",
    broken="""NOT EXISTS (
        SELECT 1 FROM articles_revision AS r
        WHERE r.id = NEW.revision_id AND r.content_digest = NEW.content_digest AND r.html_digest = NEW.html_digest
    )""",
    message="a decision names other digests than its revision",
)

NO_CONTRIBUTOR_APPROVES = _guard(
    name="no_contributor_approves",
    table="articles_decision",
    events="INSERT",
    broken="""NEW.verdict = 'approve' AND EXISTS (
        SELECT 1 FROM articles_revisioncontributor AS c
        WHERE c.revision_id = NEW.revision_id AND c.user_id = NEW.by_id
    )""",
    message="a contributor cannot approve this revision",
)

A_PUBLICATION_IS_APPROVED = _guard(
    name="a_publication_is_approved",
    table="articles_publication",
    events="INSERT",
    broken="""NEW.kind NOT IN ('withdrawn', 'suspended') AND (
        NOT EXISTS (
            SELECT 1 FROM articles_revision AS r
            WHERE r.id = NEW.revision_id AND r.article_id = NEW.article_id
            AND r.content_digest = NEW.content_digest AND r.html_digest = NEW.html_digest
        ) OR NOT EXISTS (
            SELECT 1 FROM articles_decision AS d JOIN articles_revision AS r ON r.id = d.revision_id
            WHERE d.verdict = 'approve' AND r.article_id = NEW.article_id
            AND d.content_digest = NEW.content_digest AND d.html_digest = NEW.html_digest
            AND NOT EXISTS (SELECT 1 FROM articles_decisionrevocation AS x WHERE x.decision_id = d.id)
        )
    )""",
    message="a publication needs a standing approval of the same text",
)

A_SAFETY_CHANGE_HAS_ITS_SIGNERS = _guard(
    name="a_safety_change_has_its_signers",
    table="articles_publication",
    events="INSERT",
    broken="""NEW.kind NOT IN ('withdrawn', 'suspended') AND (
        SELECT s.signers_for_safety FROM articles_revision AS s WHERE s.id = NEW.revision_id
    ) > (
        SELECT COUNT(DISTINCT d.by_id)
        FROM articles_decision AS d JOIN articles_revision AS r ON r.id = d.revision_id
        WHERE d.verdict = 'approve' AND r.article_id = NEW.article_id
        AND d.content_digest = NEW.content_digest AND d.html_digest = NEW.html_digest
        AND NOT EXISTS (SELECT 1 FROM articles_decisionrevocation AS x WHERE x.decision_id = d.id)
        AND NOT EXISTS (
            SELECT 1 FROM articles_revisioncontributor AS c
            WHERE c.revision_id = NEW.revision_id AND c.user_id = d.by_id
        )
    )""",
    message="a text with safety changes needs more signatures",
)

A_PAGE_IS_THE_NEWEST_PUBLICATION = _guard(
    name="a_page_shows_the_newest_publication",
    table="articles_publishedpage",
    events="INSERT OR UPDATE",
    broken="""NOT EXISTS (
        SELECT 1 FROM articles_publication AS p
        WHERE p.id = NEW.publication_id AND p.article_id = NEW.article_id AND p.kind NOT IN ('withdrawn', 'suspended')
        AND p.content_digest = NEW.content_digest AND p.html_digest = NEW.html_digest
        AND NOT EXISTS (
            SELECT 1 FROM articles_publication AS later
            WHERE later.article_id = p.article_id AND later.number > p.number
        )
    )""",
    message="a page shows the newest publication and its text",
)

AN_ADDRESS_IS_NEVER_GIVEN_AGAIN = _guard(
    name="an_address_is_never_given_again",
    table="articles_article",
    events="INSERT OR UPDATE",
    broken="""EXISTS (
        SELECT 1 FROM articles_formeraddress AS f WHERE f.slug = NEW.slug AND f.article_id <> COALESCE(NEW.id, -1)
    )""",
    message="an address that another article had cannot be given again",
)

A_MANIFEST_ITEM_IS_OF_ITS_REVISION = _guard(
    name="a_manifest_item_is_of_its_revision",
    table="articles_manifestitem",
    events="INSERT",
    broken="""NOT EXISTS (
        SELECT 1 FROM articles_revision AS r
        WHERE r.id = NEW.revision_id AND r.content_digest = NEW.content_digest AND r.html_digest = NEW.html_digest
    )""",
    message="a manifest names other digests than its revision",
)

ALL = (
    A_DECISION_IS_OF_ITS_REVISION,
    NO_CONTRIBUTOR_APPROVES,
    A_PUBLICATION_IS_APPROVED,
    A_SAFETY_CHANGE_HAS_ITS_SIGNERS,
    A_PAGE_IS_THE_NEWEST_PUBLICATION,
    AN_ADDRESS_IS_NEVER_GIVEN_AGAIN,
    A_MANIFEST_ITEM_IS_OF_ITS_REVISION,
)


def register_guards() -> None:
    for guard in ALL:
        register_guard(guard)
