"""The fixed lists of values, named as in the glossary. Importable by everything.

Words that readers see are marked with ``_``. They stay English here, for staff, records and the database; whoever
shows them to readers says them in the language of the page: ``languages.said(Audience.PUBLIC.label)``.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_noop as _


class Lane(TextChoices):
    MAIN = "main", "Main"
    CORRECTION = "correction", "Correction"


class DraftState(TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    APPROVED = "approved", "Approved"


EDITABLE = frozenset({DraftState.DRAFT, DraftState.CHANGES_REQUESTED})


class PublicState(TextChoices):
    NEVER_PUBLISHED = "never_published", "Never published"
    LIVE = "live", "Live"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ArticleType(TextChoices):
    DRUG = "drug", "Drug"
    CONDITION = "condition", "Condition"
    TEST = "test", "Test"
    COMPARISON = "comparison", "Comparison"
    EXPLAINER = "explainer", "Explainer"
    NEWS = "news", "News"
    OPINION = "opinion", "Opinion"
    STORY = "story", "Personal story"


class Audience(TextChoices):
    PUBLIC = "public", _("General public")
    PATIENTS = "patients", _("Patients and their families")
    CARERS = "carers", _("Carers")
    PARENTS = "parents", _("Parents")
    OLDER_ADULTS = "older_adults", _("Older adults")
    CLINICIANS = "clinicians", _("Health professionals")


class Funding(TextChoices):
    NONE = "none", "No outside funding"
    OWN = "own", "Paid for by the publisher"
    SPONSORED = "sponsored", "Paid for by someone else"


class ImageKind(TextChoices):
    """What an image is. Of the last two a text version is asked for."""

    PHOTO = "photo", "Photograph"
    DRAWING = "drawing", "Drawing"
    DIAGRAM = "diagram", "Diagram"
    CHART = "chart", "Chart"


class SubjectKind(TextChoices):
    DRUG = "drug", "Drug"
    CONDITION = "condition", "Condition"
    TEST = "test", "Test"
    PROCEDURE = "procedure", "Procedure"
    NUTRIENT = "nutrient", "Nutrient"


SUBJECT_IN_PLAIN_WORDS = {
    SubjectKind.DRUG: _("Medicine"),
    SubjectKind.CONDITION: _("Condition"),
    SubjectKind.TEST: _("Test"),
    SubjectKind.PROCEDURE: _("Procedure"),
    SubjectKind.NUTRIENT: _("Nutrient"),
}
"""What readers see of each kind of subject."""


OTHER_LETTER = "#"
"""What names stand under in the A–Z that begin with a digit."""


class NameKind(TextChoices):
    GENERIC = "generic", _("Generic name")
    BRAND = "brand", _("Brand name")
    SYNONYM = "synonym", _("Synonym")


class SubjectAnswer(TextChoices):
    CONFIRMED = "confirmed", "Confirmed: the article is about it"
    REJECTED = "rejected", "Rejected: it is only mentioned"


class Verdict(TextChoices):
    APPROVE = "approve", "Approve"
    REQUEST_CHANGES = "request_changes", "Request changes"


class EntryKind(TextChoices):
    """What somebody did in a thread of comments."""

    SAID = "said", "Said"
    RESOLVED = "resolved", "Resolved"
    REOPENED = "reopened", "Opened again"
    TAKEN = "taken", "Wording taken over"
    DECLINED = "declined", "Wording declined"


class AssignmentState(TextChoices):
    """What became of a review that somebody was asked for."""

    ASKED = "asked", "Asked"
    TAKEN = "taken", "Looking at it"
    DECLINED = "declined", "Declined"
    REASSIGNED = "reassigned", "Somebody else was asked instead"
    DONE = "done", "Decided"
    EXPIRED = "expired", "Not needed any more"


OPEN_ASSIGNMENTS = (AssignmentState.ASKED, AssignmentState.TAKEN)


class RiskClass(TextChoices):
    """How much harm an error in a text could do; the policy asks more of the higher ones."""

    STANDARD = "standard", _("Standard")
    RAISED = "raised", _("Raised")
    HIGH = "high", _("High")


RISK_ORDER = tuple(RiskClass)


class PublicationKind(TextChoices):
    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REINSTATED = "reinstated", _("Reinstated")
    SUSPENDED = "suspended", _("Suspended")
    REVIEWED = "reviewed", _("Reviewed again")


class Format(TextChoices):
    """The representations of a live page. Each carries the text of every notice that applies."""

    HTML = "html", "Web page"
    READING = "reading", "Reading version"
    MARKDOWN = "markdown", "Markdown"
    JSON = "json", "Article of the API"
    ENTRY = "entry", "Entry of a feed"
    ITEM = "item", "Line in a list of the API"


IN_PLAIN_WORDS = {
    PublicationKind.PUBLISHED: _("New version, reviewed as a whole"),
    PublicationKind.CORRECTED: _("An error was corrected"),
    PublicationKind.WITHDRAWN: _("Withdrawn: no longer offered to readers"),
    PublicationKind.REINSTATED: _("Offered to readers again"),
    PublicationKind.SUSPENDED: _("Taken down for a check"),
    PublicationKind.REVIEWED: _("Reviewed again: nothing had to change"),
}
"""What the history of an article says to readers about each kind."""

TAKEN_DOWN = frozenset({PublicationKind.WITHDRAWN, PublicationKind.SUSPENDED})
"""Publications after which readers get no page."""


NO_NEW_TEXT = TAKEN_DOWN | {PublicationKind.REVIEWED}
"""Publications that bring readers no other text than the one before."""


class PersonPart(TextChoices):
    """How a person stands on a live page."""

    AUTHOR = "author", "Author"
    SIGNER = "signer", "Medical reviewer"


class FoundKind(TextChoices):
    """What a search finds on live pages."""

    ARTICLE = "article", "Article"
    QUESTION = "question", "Question"


class ScheduledAct(TextChoices):
    PUBLISH = "publish", "Publish"
    WITHDRAW = "withdraw", "Withdraw"


class ScheduleState(TextChoices):
    PENDING = "pending", "Waiting"
    RUNNING = "running", "Being done"
    DONE = "done", "Done"
    FAILED = "failed", "Failed, will be tried again"
    CANCELLED = "cancelled", "Cancelled"


class StopReason(TextChoices):
    """Prepared reasons of an emergency stop, as readers see them."""

    UNSAFE = "unsafe", _("A statement in this article may be unsafe. It is being checked.")
    NUMBER = "number", _("A dose or number in this article may be wrong. It is being checked.")
    SOURCE = "source", _("A source of this article can no longer be relied on. It is being checked.")
    OTHER = "other", _("This article is being checked.")


class CallReason(TextChoices):
    """Why a live text has to be looked at before its date."""

    SIGNER = "signer", "A signer's registration was suspended"
    REVOKED = "revoked", "A signature was taken back"
    NOTICE = "notice", "A notice was added that no signer saw"
    SOURCE = "source", "A source was retracted or is doubted"
    ORIGINAL = "original", "The original of a translation was changed or withdrawn"
    GUIDELINE = "guideline", "A new guideline or new evidence"
    SUBJECT = "subject", "What the house knows of its subject changed"
    READER = "reader", "A reader reported something"
    OTHER = "other", "Something else"


SAID_BY_PEOPLE = (CallReason.GUIDELINE, CallReason.SUBJECT, CallReason.READER, CallReason.OTHER)


class CallOutcome(TextChoices):
    """How a call for a review ended."""

    CONFIRMED = "confirmed", "Signed again, nothing changed"
    PUBLISHED = "published", "Another text was published"
    TAKEN_DOWN = "taken_down", "The article was taken down"
    DISMISSED = "dismissed", "Nothing to do"
    OVER = "over", "What called for it is over"


class Harm(TextChoices):
    """How bad it is to miss a notice; the order of the safety region on a page."""

    EMERGENCY = "emergency", "Emergency"
    CRISIS = "crisis", "Crisis"
    DANGER = "danger", "Danger to life or health"
    CAUTION = "caution", "Caution"
    STATUS = "status", "Status of the article"
    GENERAL = "general", "General disclaimer"


HARM_ORDER = tuple(Harm)


class Condition(TextChoices):
    """What a notice rule may ask about an article."""

    ALWAYS = "always", "Every article"
    TOPIC = "topic", "Topic"
    SUBJECT = "subject", "Subject"
    SUBJECT_KIND = "subject_kind", "Kind of subject"
    DRUG_CLASS = "drug_class", "Drug class"
    ARTICLE_TYPE = "article_type", "Kind of article"
    AUDIENCE = "audience", "Audience"
    FUNDING = "funding", "Funding"
    MARK = "mark", "Mark"
    LOCALE = "locale", "Language"
    TEXT = "text", "Words"
    SEARCH = "search", "Words of a search"
    DOSE = "dose", "A dose in the text"
    RETRACTED = "retracted", "A cited source was retracted"
    CORRECTED = "corrected", "Corrected in the last 12 months"
    OVERDUE = "overdue", "Review overdue"


class Mark(TextChoices):
    """What staff say of an article that its text does not: each can only add a notice."""

    EMERGENCY = "emergency", "About symptoms of an emergency"
    DISTRESSING = "distressing", "Distressing content"
    OFF_LABEL = "off_label", "Off-label or unlicensed use"
    AFFILIATE = "affiliate", "Links that pay the publisher"
    MACHINE_TRANSLATED = "machine_translated", "Translated by a machine"
    MACHINE_DRAFTED = "machine_drafted", "Drafted with a language model"


class WaiverAct(TextChoices):
    WAIVED = "waived", "Waived"
    RESTORED = "restored", "Restored"


class NumberPurpose(TextChoices):
    """What somebody calls a local number for."""

    EMERGENCY = "emergency", "Emergency"
    CRISIS = "crisis", "Crisis"
    POISON = "poison", "Poisoning"
    ADVICE = "advice", "Medical advice that cannot wait"


class Channel(TextChoices):
    CALL = "call", _("Call")
    TEXT = "text", _("Text")
    CALL_OR_TEXT = "call_or_text", _("Call or text")


class ImportState(TextChoices):
    """What became of an import."""

    DRAFT = "draft", "Became a draft"
    OPEN = "open", "Proposed change"
    TAKEN = "taken", "Taken over"
    SET_ASIDE = "set_aside", "Set aside"
    SUPERSEDED = "superseded", "Replaced by a newer import"


class RunState(TextChoices):
    """Where one article of an import run stands."""

    NEW = "new", "New draft"
    PROPOSED = "proposed", "Proposed change"
    UNCHANGED = "unchanged", "Nothing new"
    FAILED = "failed", "Could not be imported"


class LetterKind(TextChoices):
    """What a mail tells somebody."""

    ASKED = "asked", "A review is asked"
    OVER = "over", "A review is not needed any more"
    DECLINED = "declined", "A review was declined"
    CHANGES = "changes", "Changes were requested"
    APPROVED = "approved", "A text was approved"
    PUBLISHED = "published", "An article was published"
    COMMENT = "comment", "Somebody commented on a text"
    REVIEW_DUE = "review_due", "Articles to review again"
    SOURCE = "source", "A source of a live text has to go"
    ORIGINAL = "original", "The original of a live translation changed"
    DIGEST = "digest", "One mail for the day"
    MOVED = "moved", "Another day for a review"
    ACCOUNT = "account", "Something happened to an account"
    PREVIEW = "preview", "A draft is shown to somebody outside"


UNASKED_KINDS = frozenset({LetterKind.ACCOUNT, LetterKind.PREVIEW})
"""Mails that go out at once, whatever mail a person chose: what guards an account, and what somebody outside gets."""


class LetterState(TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    DROPPED = "dropped", "Not sent"


class ReportKind(TextChoices):
    """What a reader says about an article."""

    WRONG = "wrong", _("Something is wrong or out of date")
    SOURCE = "source", _("A source or a link does not work or does not say this")
    UNCLEAR = "unclear", _("I do not understand a part of it")
    MISSING = "missing", _("Something is missing")
    ACCESS = "access", _("I cannot use the page, such as with a screen reader")
    OTHER = "other", _("Something else")


class ReportOutcome(TextChoices):
    """How a reader's report ended."""

    REVIEW = "review", "A review of the article was asked for"
    CHANGED = "changed", "The article was or will be changed"
    NOTHING = "nothing", "Nothing has to be done"
    UNWANTED = "unwanted", "Unwanted: advertising, abuse or nonsense"


class Counted(TextChoices):
    """What is counted per day. Sums only: nobody is told apart from anybody."""

    VIEWS = "views", "Page views"
    HELPFUL = "helpful", "Helpful"
    UNHELPFUL = "unhelpful", "Not helpful"
    SEARCHES = "searches", "Searches"
    NOT_FOUND = "not_found", "Searches without a result"


class HouseKey(TextChoices):
    """Pages on which the house speaks about itself, in its own words."""

    US = "us", "Who we are"
    PAYS = "who-pays", "Who pays for this site"
    EDITORIAL = "editorial-policy", "Our editorial policy"
    CONTACT = "contact", "Contact"


CLINICAL_HOUSE_TEXTS = frozenset({HouseKey.EDITORIAL})
"""What speaks of medicine is approved by a clinician, as a notice is."""
