"""What staff say of one article that bears on its notices: marks add, waivers take one rule away."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.choices import Mark, WaiverAct
from articles.models.article import Article
from medsite.audit.models import AppendOnly


class ArticleMark(models.Model):
    """Something about an article that its text does not say, such as a machine translation."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="marks")
    mark = models.CharField(max_length=30, choices=Mark)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "mark"], name="an_article_has_a_mark_once"),
            models.CheckConstraint(name="a_mark_is_known", condition=Q(mark__in=Mark.values)),
        ]

    def __str__(self) -> str:
        return self.get_mark_display()


class NoticeWaiver(AppendOnly):
    """A clinician's decision that one version of a rule does not apply to one article, or does again.

    The newest row of an article and a rule counts. A new version of the rule is a new question: the waiver of an
    older version does not cover it.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="notice_waivers")
    rule_code = models.SlugField(max_length=60)
    rule_version = models.PositiveIntegerField()
    act = models.CharField(max_length=20, choices=WaiverAct)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=250)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_waiver_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="a_waiver_act_is_known", condition=Q(act__in=WaiverAct.values)),
            models.CheckConstraint(name="the_general_rule_is_never_waived", condition=~Q(rule_code="every-article")),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.rule_code}"
