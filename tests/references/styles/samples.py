"""Works as records, with the citations that the ICMJE's samples (NLM) and AMA 11 give for such works."""

from typing import Any


def people(*names: str) -> list[dict[str, str]]:
    """ "Family|Given|suffix" for a person, "=Name" for a group."""
    found = []
    for name in names:
        if name.startswith("="):
            found.append({"literal": name[1:]})
            continue
        parts = dict(zip(("family", "given", "suffix"), name.split("|"), strict=False))
        found.append(parts)
    return found


def on(*parts: int) -> dict[str, list[list[int]]]:
    return {"date-parts": [list(parts)]}


def article(**values: Any) -> dict[str, Any]:
    return {"type": "article-journal"} | {name.replace("_", "-"): value for name, value in values.items()}


TRANSPLANT = article(
    author=people("Halpern|Scott D", "Ubel|Peter A", "Caplan|Arthur L"),
    title="Solid-organ transplantation in HIV-infected patients",
    container_title="The New England journal of medicine",
    container_title_short="N. Engl. J. Med.",
    issued=on(2002, 7, 25),
    volume="347",
    issue="4",
    page="284-7",
    DOI="10.1056/NEJMsb020632",
    PMID="12140307",
)

CASES: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "article",
        TRANSPLANT,
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. "
        "2002;347(4):284–287.",
        "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. "
        "2002;347(4):284–287.",
    ),
    (
        "more than six authors",
        article(
            author=people(
                "Rose|M E", "Huerbin|M B", "Melick|J", "Marion|D W", "Palmer|A M", "Schiding|J K", "Kochanek|P"
            ),
            title="Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury",
            container_title_short="Brain Res",
            issued=on(2002),
            volume="935",
            issue="1-2",
            page="40-6",
        ),
        "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial "
        "excitatory amino acid concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40–46.",
        "Rose ME, Huerbin MB, Melick J, et al. Regulation of interstitial excitatory amino acid concentrations after "
        "cortical contusion injury. Brain Res. 2002;935(1-2):40–46.",
    ),
    (
        "authors and a group",
        article(
            author=people(
                "Vallancien|Guy", "Emberton|Mark", "Harving|N", "van Moorselaar|R Jeroen", "=Alf-One Study Group"
            ),
            title="Sexual dysfunction in 1,274 European men suffering from lower urinary tract symptoms",
            container_title_short="J Urol",
            issued=on(2003),
            volume="169",
            issue="6",
            page="2257-61",
        ),
        "Vallancien G, Emberton M, Harving N, van Moorselaar RJ; Alf-One Study Group. Sexual dysfunction in 1,274 "
        "European men suffering from lower urinary tract symptoms. J Urol. 2003;169(6):2257–2261.",
        "Vallancien G, Emberton M, Harving N, van Moorselaar RJ; Alf-One Study Group. Sexual dysfunction in 1,274 "
        "European men suffering from lower urinary tract symptoms. J Urol. 2003;169(6):2257–2261.",
    ),
    (
        "no author",
        article(
            title="21st century heart solution may have a sting in the tail",
            container_title="BMJ",
            issued=on(2002),
            volume="325",
            issue="7357",
            page="184",
        ),
        "21st century heart solution may have a sting in the tail. BMJ. 2002;325(7357):184.",
        "21st century heart solution may have a sting in the tail. BMJ. 2002;325(7357):184.",
    ),
    (
        "another language",
        article(
            author=people("Ellingsen|A E", "Wilhelmsen|I"),
            title="Sykdomsangst blant medisin- og jusstudenter",
            container_title_short="Tidsskr Nor Laegeforen",
            issued=on(2002),
            volume="122",
            issue="8",
            page="785-7",
            language="nor",
        ),
        "Ellingsen AE, Wilhelmsen I. Sykdomsangst blant medisin- og jusstudenter. Tidsskr Nor Laegeforen. "
        "2002;122(8):785–787. Norwegian.",
        "Ellingsen AE, Wilhelmsen I. Sykdomsangst blant medisin- og jusstudenter. Tidsskr Nor Laegeforen. "
        "2002;122(8):785–787.",
    ),
    (
        "supplement to a volume",
        article(
            author=people("Geraud|G", "Spierings|E L", "Keywood|C"),
            title="Tolerability and safety of frovatriptan with short- and long-term use",
            container_title_short="Headache",
            issued=on(2002),
            volume="42",
            issue="Suppl 2",
            page="S93-9",
        ),
        "Geraud G, Spierings EL, Keywood C. Tolerability and safety of frovatriptan with short- and long-term use. "
        "Headache. 2002;42 Suppl 2:S93–S99.",
        "Geraud G, Spierings EL, Keywood C. Tolerability and safety of frovatriptan with short- and long-term use. "
        "Headache. 2002;42(suppl 2):S93–S99.",
    ),
    (
        "supplement to an issue",
        article(
            author=people("Glauser|T A"),
            title="Integrating clinical trial data into clinical practice",
            container_title_short="Neurology",
            issued=on(2002),
            volume="58",
            issue="12 Suppl 7",
            page="S6-12",
        ),
        "Glauser TA. Integrating clinical trial data into clinical practice. Neurology. 2002;58(12 Suppl 7):S6–S12.",
        "Glauser TA. Integrating clinical trial data into clinical practice. Neurology. 2002;58(12 suppl 7):S6–S12.",
    ),
    (
        "issue without volume",
        article(
            author=people("Banit|D M", "Kaufer|H", "Hartford|J M"),
            title="Intraoperative frozen section analysis in revision total joint arthroplasty",
            container_title_short="Clin Orthop",
            issued=on(2002),
            issue="401",
            page="230-8",
        ),
        "Banit DM, Kaufer H, Hartford JM. Intraoperative frozen section analysis in revision total joint "
        "arthroplasty. Clin Orthop. 2002;(401):230–238.",
        "Banit DM, Kaufer H, Hartford JM. Intraoperative frozen section analysis in revision total joint "
        "arthroplasty. Clin Orthop. 2002;(401):230–238.",
    ),
    (
        "no volume or issue",
        article(
            title="Outreach: bringing HIV-positive individuals into care",
            container_title_short="HRSA Careaction",
            issued=on(2002, 6),
            page="1-6",
        ),
        "Outreach: bringing HIV-positive individuals into care. HRSA Careaction. 2002:1–6.",
        "Outreach: bringing HIV-positive individuals into care. HRSA Careaction. 2002:1–6.",
    ),
    (
        "roman pages",
        article(
            author=people("Chadwick|R", "Schuklenk|U"),
            title="The politics of ethical consensus finding",
            container_title_short="Bioethics",
            issued=on(2002),
            volume="16",
            issue="2",
            page="iii-v",
        ),
        "Chadwick R, Schuklenk U. The politics of ethical consensus finding. Bioethics. 2002;16(2):iii–v.",
        "Chadwick R, Schuklenk U. The politics of ethical consensus finding. Bioethics. 2002;16(2):iii–v.",
    ),
    (
        "letter",
        article(
            author=people("Tor|M", "Turker|H"),
            title="International approaches to the prescription of long-term oxygen therapy",
            container_title_short="Eur Respir J",
            issued=on(2002),
            volume="20",
            issue="1",
            page="242",
            genre="Letter",
        ),
        "Tor M, Turker H. International approaches to the prescription of long-term oxygen therapy [letter]. "
        "Eur Respir J. 2002;20(1):242.",
        "Tor M, Turker H. International approaches to the prescription of long-term oxygen therapy. "
        "Eur Respir J. 2002;20(1):242.",
    ),
    (
        "electronic before print",
        article(
            author=people("Yu|W M", "Hawley|T S"),
            title="Immortalization of yolk sac-derived precursor cells",
            container_title_short="Blood",
            issued=on(2002, 11, 15),
            available_date=on(2002, 7, 5),
            volume="100",
            issue="10",
            page="3828-31",
        ),
        "Yu WM, Hawley TS. Immortalization of yolk sac-derived precursor cells. Blood. 2002;100(10):3828–3831. "
        "Epub 2002 Jul 5.",
        "Yu WM, Hawley TS. Immortalization of yolk sac-derived precursor cells. Blood. 2002;100(10):3828–3831.",
    ),
    (
        "electronic only so far",
        article(
            author=people("Sample|Ada"),
            title="A made-up study",
            container_title_short="Sample J Med",
            available_date=on(2024, 3, 5),
            issued=on(2024),
        ),
        "Sample A. A made-up study. Sample J Med. Epub 2024 Mar 5.",
        "Sample A. A made-up study. Sample J Med. Published online March 5, 2024.",
    ),
    (
        "article number",
        article(
            author=people("Sample|Ada"),
            title="Numbered",
            container_title_short="Sample J",
            issued=on(2020),
            volume="368",
            number="m689",
        ),
        "Sample A. Numbered. Sample J. 2020;368:m689.",
        "Sample A. Numbered. Sample J. 2020;368:m689.",
    ),
    (
        "book",
        {
            "type": "book",
            "author": people("Murray|P R", "Rosenthal|K S", "Kobayashi|G S", "Pfaller|M A"),
            "title": "Medical microbiology",
            "edition": "4",
            "publisher": "Mosby",
            "publisher-place": "St. Louis",
            "issued": on(2002),
        },
        "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; 2002.",
        "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical Microbiology. 4th ed. Mosby; 2002.",
    ),
    (
        "editors",
        {
            "type": "book",
            "editor": people("Gilstrap|Larry C|III", "Cunningham|F G", "VanDorsten|J P"),
            "title": "Operative obstetrics",
            "edition": "2",
            "publisher": "McGraw-Hill",
            "publisher-place": "New York",
            "issued": on(2002),
        },
        "Gilstrap LC 3rd, Cunningham FG, VanDorsten JP, editors. Operative obstetrics. 2nd ed. "
        "New York: McGraw-Hill; 2002.",
        "Gilstrap LC III, Cunningham FG, VanDorsten JP, eds. Operative Obstetrics. 2nd ed. McGraw-Hill; 2002.",
    ),
    (
        "authors and an editor",
        {
            "type": "book",
            "author": people("Breedlove|G K", "Schorfheide|A M"),
            "title": "Adolescent pregnancy",
            "edition": "2",
            "editor": people("Wieczorek|R R"),
            "publisher": "March of Dimes Education Services",
            "publisher-place": "White Plains (NY)",
            "issued": on(2001),
        },
        "Breedlove GK, Schorfheide AM. Adolescent pregnancy. 2nd ed. Wieczorek RR, editor. White Plains (NY): "
        "March of Dimes Education Services; 2001.",
        "Breedlove GK, Schorfheide AM. Adolescent Pregnancy. Wieczorek RR, ed. 2nd ed. "
        "March of Dimes Education Services; 2001.",
    ),
    (
        "chapter",
        {
            "type": "chapter",
            "author": people("Meltzer|P S", "Kallioniemi|A", "Trent|J M"),
            "title": "Chromosome alterations in human solid tumors",
            "editor": people("Vogelstein|B", "Kinzler|K W"),
            "container-title": "The genetic basis of human cancer",
            "publisher": "McGraw-Hill",
            "publisher-place": "New York",
            "issued": on(2002),
            "page": "93-113",
        },
        "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, "
        "Kinzler KW, editors. The genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93–113.",
        "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, "
        "Kinzler KW, eds. The Genetic Basis of Human Cancer. McGraw-Hill; 2002:93–113.",
    ),
    (
        "paper of a conference",
        {
            "type": "paper-conference",
            "author": people("Christensen|S", "Oppacher|F"),
            "title": "An analysis of Koza's computational effort statistic for genetic programming",
            "editor": people("Foster|J A", "Lutton|E"),
            "container-title": "Genetic programming",
            "publisher": "Springer",
            "publisher-place": "Berlin",
            "issued": on(2002),
            "page": "182-91",
        },
        "Christensen S, Oppacher F. An analysis of Koza's computational effort statistic for genetic programming. "
        "In: Foster JA, Lutton E, editors. Genetic programming. Berlin: Springer; 2002. p. 182–191.",
        "Christensen S, Oppacher F. An analysis of Koza's computational effort statistic for genetic programming. "
        "In: Foster JA, Lutton E, eds. Genetic Programming. Springer; 2002:182–191.",
    ),
    (
        "guideline",
        {
            "type": "report",
            "author": people("=National Institute for Health and Care Excellence"),
            "title": "Hypertension in adults: diagnosis and management",
            "genre": "NICE guideline",
            "number": "NG136",
            "publisher": "NICE",
            "issued": on(2019, 8, 28),
        },
        "National Institute for Health and Care Excellence. Hypertension in adults: diagnosis and management. "
        "NICE guideline. NICE; 2019 Aug 28. Report No.: NG136.",
        "National Institute for Health and Care Excellence. Hypertension in Adults: Diagnosis and Management. "
        "NICE; 2019. Report NG136.",
    ),
    (
        "web page",
        {
            "type": "webpage",
            "title": "A page about cancer pain",
            "author": people("=Sample Agency"),
            "publisher": "Sample Press",
            "publisher-place": "New York",
            "issued": on(2000),
            "available-date": on(2002, 5, 16),
            "accessed": on(2002, 7, 9),
            "URL": "https://example.org/pain",
        },
        "Sample Agency. A page about cancer pain [Internet]. New York: Sample Press; 2000 [updated 2002 May 16; "
        "cited 2002 Jul 9].",
        "Sample Agency. A page about cancer pain. Sample Press. 2000. Updated May 16, 2002. Accessed July 9, 2002.",
    ),
    (
        "drug label",
        {
            "type": "webpage",
            "genre": "Drug label",
            "title": "Samplezine",
            "publisher": "Sample Pharma",
            "publisher-place": "Bern",
            "issued": on(2021, 2),
        },
        "Samplezine [package insert]. Bern: Sample Pharma; 2021 Feb.",
        "Samplezine. Prescribing information. Sample Pharma; 2021.",
    ),
    (
        "thesis",
        {
            "type": "thesis",
            "author": people("Borkowski|Monica M"),
            "title": "Infant sleep and feeding: a telephone survey of Hispanic Americans",
            "publisher": "Central Michigan University",
            "publisher-place": "Mount Pleasant (MI)",
            "issued": on(2002),
        },
        "Borkowski MM. Infant sleep and feeding: a telephone survey of Hispanic Americans [dissertation]. "
        "Mount Pleasant (MI): Central Michigan University; 2002.",
        "Borkowski MM. Infant Sleep and Feeding: A Telephone Survey of Hispanic Americans. Dissertation. "
        "Central Michigan University; 2002.",
    ),
    (
        "preprint",
        {
            "type": "article",
            "author": people("Bar|Daniel Z", "Atkatsh|Kathleen"),
            "title": "Biotinylation by antibody recognition",
            "publisher": "bioRxiv",
            "number": "069187",
            "issued": on(2016, 8, 11),
            "accessed": on(2017, 1, 12),
        },
        "Bar DZ, Atkatsh K. Biotinylation by antibody recognition. bioRxiv 069187 [Preprint]. 2016 Aug 11 "
        "[cited 2017 Jan 12].",
        "Bar DZ, Atkatsh K. Biotinylation by antibody recognition. Preprint. Posted online August 11, 2016. "
        "bioRxiv 069187. Accessed January 12, 2017.",
    ),
    (
        "data set",
        {
            "type": "dataset",
            "author": people("=Sample Survey Group"),
            "title": "Survey of sleep",
            "version": "2",
            "publisher": "Sample Repository",
            "issued": on(2020, 1, 2),
        },
        "Sample Survey Group. Survey of sleep [dataset]. Version 2. Sample Repository; 2020 Jan 2.",
        "Sample Survey Group. Survey of sleep. Dataset. Version 2. Sample Repository. January 2, 2020.",
    ),
    (
        "registration of a trial",
        {
            "type": "webpage",
            "title": "A made-up trial of sleep",
            "number": "NCT00000000",
            "issued": on(2015, 7, 21),
            "accessed": on(2015, 9, 22),
        },
        "A made-up trial of sleep. In: ClinicalTrials.gov [Internet]. 2015 Jul 21 [cited 2015 Sep 22]. "
        "Identifier: NCT00000000.",
        "A made-up trial of sleep. ClinicalTrials.gov identifier: NCT00000000. July 21, 2015. "
        "Accessed September 22, 2015.",
    ),
    (
        "newspaper",
        {
            "type": "article-newspaper",
            "author": people("Tynan|Trudy"),
            "title": "Medical improvements lower homicide rate",
            "container-title": "The Washington Post",
            "issued": on(2002, 8, 12),
            "section": "A",
            "page": "2",
        },
        "Tynan T. Medical improvements lower homicide rate. The Washington Post. 2002 Aug 12;Sect. A:2.",
        "Tynan T. Medical improvements lower homicide rate. The Washington Post. August 12, 2002:A2.",
    ),
    (
        "in press",
        article(
            author=people("Tian|D"),
            title="Signature of selection",
            container_title_short="Proc Natl Acad Sci U S A",
            issued=on(2002),
            status="in press",
        ),
        "Tian D. Signature of selection. Proc Natl Acad Sci U S A. Forthcoming 2002.",
        "Tian D. Signature of selection. Proc Natl Acad Sci U S A. 2002.",
    ),
]
