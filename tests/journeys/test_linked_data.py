"""Data for machines stands in the page without a word from the policy against scripts."""

from tests import factories
from tests.conftest import make_cast
from tests.journeys.conftest import Site, expect_accessible


def test_a_browser_takes_the_data_for_data(site: Site) -> None:
    """A visitor fails the journey for whatever the browser complains of; a script in the page is such a thing."""
    cast = make_cast()
    factories.approve_all_notices(cast.clinician)
    draft = factories.make_draft(cast.writer)
    factories.approve(factories.submit(draft, cast.writer), cast.clinician)
    factories.publish(draft, cast.publisher)

    with site.visitor(phone=True) as page:
        page.add_init_script(
            "window.refused = []; document.addEventListener('securitypolicyviolation', "
            "event => window.refused.push(event.violatedDirective))"
        )
        page.goto("/articles/a-sample-article/")
        kinds = page.evaluate(
            "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)['@graph']"
            ".map(node => node['@type'])"
        )
        assert kinds == ["MedicalWebPage", "Article", "Organization", "Person", "Person", "FAQPage"]
        assert page.evaluate("window.refused") == []
        expect_accessible(page)
