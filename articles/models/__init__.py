"""Rows and filters. No verbs live here: state changes are functions in ``articles.domain``."""

from articles.models.address import FormerAddress, PublishedAddress, PublishedLink
from articles.models.article import Article, ArticleQuestion, Citation, Draft, DraftAuthor, KeyPoint, Snapshot
from articles.models.assignment import ReviewAssignment, ReviewRound
from articles.models.comment import CommentEntry, CommentThread
from articles.models.contribution import Contribution, DraftSubject
from articles.models.exception import ArticleMark, NoticeWaiver
from articles.models.feedback import DailyCount, ReaderReport
from articles.models.finding import ArticleTerm
from articles.models.house import HouseProposal, HouseText
from articles.models.intake import ArticleImport, ImportRun, ImportRunItem
from articles.models.letter import Letter
from articles.models.likeness import ArticleWord
from articles.models.manifest import Manifest, ManifestItem, ManifestOpening, ManifestSample, ManifestSigning
from articles.models.naming import PublishedName
from articles.models.notice import NoticeProposal, NoticeVersion, RuleProposal, RuleVersion, SiteState
from articles.models.number import NumberProposal, NumberVersion
from articles.models.page import (
    PublishedNeighbour,
    PublishedPage,
    PublishedPerson,
    PublishedQuestion,
    PublishedReference,
    PublishedRepresentation,
    PublishedTopic,
)
from articles.models.picture import DraftFile, Picture, PublishedFile
from articles.models.policy import PolicyProposal, PolicyVersion
from articles.models.preview import PreviewLink
from articles.models.publication import Publication, PublicationApproval, Rendering
from articles.models.rereview import ReviewCall, ReviewReminder
from articles.models.review import Decision, DecisionRevocation
from articles.models.revision import Revision, RevisionContributor
from articles.models.schedule import Schedule
from articles.models.search import SearchEntry, SearchWord
from articles.models.taxonomy import DrugClass, Subject, SubjectName, Topic, TopicName
from articles.models.unsaved import Presence, UnfinishedReview, UnsavedWork
from articles.models.waiver import FindingWaiver

__all__ = [
    "Article",
    "ArticleImport",
    "ArticleMark",
    "ArticleQuestion",
    "ArticleTerm",
    "ArticleWord",
    "Citation",
    "CommentEntry",
    "CommentThread",
    "Contribution",
    "DailyCount",
    "Decision",
    "DecisionRevocation",
    "Draft",
    "DraftAuthor",
    "DraftFile",
    "DraftSubject",
    "DrugClass",
    "FindingWaiver",
    "FormerAddress",
    "HouseProposal",
    "HouseText",
    "ImportRun",
    "ImportRunItem",
    "KeyPoint",
    "Letter",
    "Manifest",
    "ManifestItem",
    "ManifestOpening",
    "ManifestSample",
    "ManifestSigning",
    "NoticeProposal",
    "NoticeVersion",
    "NoticeWaiver",
    "NumberProposal",
    "NumberVersion",
    "Picture",
    "PolicyProposal",
    "PolicyVersion",
    "Presence",
    "PreviewLink",
    "Publication",
    "PublicationApproval",
    "PublishedAddress",
    "PublishedFile",
    "PublishedLink",
    "PublishedName",
    "PublishedNeighbour",
    "PublishedPage",
    "PublishedPerson",
    "PublishedQuestion",
    "PublishedReference",
    "PublishedRepresentation",
    "PublishedTopic",
    "ReaderReport",
    "Rendering",
    "ReviewAssignment",
    "ReviewCall",
    "ReviewReminder",
    "ReviewRound",
    "Revision",
    "RevisionContributor",
    "RuleProposal",
    "RuleVersion",
    "Schedule",
    "SearchEntry",
    "SearchWord",
    "SiteState",
    "Snapshot",
    "Subject",
    "SubjectName",
    "Topic",
    "TopicName",
    "UnfinishedReview",
    "UnsavedWork",
]
