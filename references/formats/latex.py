"""LaTeX as BibTeX files hold it → plain text, and back without loss."""

import re
import unicodedata
from html import unescape

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "c": "\u0327", "k": "\u0328", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_WORDS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "textdegree": "°", "textmu": "µ",
    "textregistered": "®", "texttrademark": "™", "textcopyright": "©", "textonehalf": "½", "textperiodcentered": "·",
    "ldots": "…", "dots": "…", "textellipsis": "…", "S": "§", "P": "¶", "pounds": "£", "euro": "€", "texteuro": "€",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "kappa": "κ", "lambda": "λ", "mu": "µ",
    "omega": "ω", "pi": "π", "sigma": "σ", "tau": "τ", "theta": "θ", "chi": "χ", "psi": "ψ", "phi": "φ", "eta": "η",
    "rho": "ρ", "zeta": "ζ", "Delta": "Δ", "Gamma": "Γ", "Omega": "Ω", "Sigma": "Σ",
    "times": "×", "pm": "±", "geq": "≥", "ge": "≥", "leq": "≤", "le": "≤", "approx": "≈", "sim": "∼", "neq": "≠",
    "rightarrow": "→", "to": "→", "infty": "∞", "cdot": "·", "prime": "′", "circ": "°", "degree": "°", "neg": "¬",
    "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«", "guillemotright": "»", "textdollar": "$",
    "space": " ", "quad": " ", "newline": " ", "textbullet": "•", "dag": "†", "ddag": "‡", "textdagger": "†",
    "textsuperscript": "", "textsubscript": "",
}  # fmt: skip
_TOKEN = re.compile(
    r"\\(?P<accent>[`'^~=.\"])\s*(?:\{\\?(?P<in>[A-Za-z])\}|\\?(?P<bare>[A-Za-z]))"
    r"|\\(?P<letter>[uvHckdbr])(?:\s*\{\\?(?P<lin>[A-Za-z])\}|\s+\\?(?P<lbare>[A-Za-z])(?![A-Za-z]))"
    r"|\\(?P<word>[A-Za-z]+)\*?(?P<gap>\{\}|\s*)"
    r"|\\(?P<mark>[&%$#_{}\-/,;:! \\@])"
    r"|(?P<dash>-{2,3})"
    r"|(?P<quotes>``|'')"
    r"|(?P<drop>[{}$])"
    r"|(?P<tie>~)"
)
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|scp)(?:\s[^<>]{0,100})?/?>", re.IGNORECASE)
_WRITTEN = {
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "%": "\\%", "&": "\\&", "#": "\\#", "_": "\\_",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", '"': "\\textquotedbl{}", "'": "\\textquotesingle{}",
    "`": "\\textasciigrave{}", "-": "-",
}  # fmt: skip
_WORDS["textasciigrave"] = "`"


_MATHS = re.compile(r"\$([^$]{1,200})\$")
_RAISED = re.compile(r"(?<!\\)([_^])\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\w))")
_LOW, _HIGH = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"), str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def _in_maths(match: re.Match[str]) -> str:
    """ "CO$_2$" and "10$^{-3}$" with low and high digits; other low and high signs stay as they are."""

    def shifted(found: re.Match[str]) -> str:
        words = re.sub(r"\\(?:textrm|mathrm|text)\b|[{}]", "", found[2] or found[3] or "").strip()
        if not re.fullmatch(r"[0-9+-]{1,10}", words):
            return words
        return words.translate(_LOW if found[1] == "_" else _HIGH)

    return f"${_RAISED.sub(shifted, match[1])}$"


def plain(text: str) -> str:
    """Text without LaTeX: accents composed, braces and commands gone, what they hold kept."""
    if "$" in text and ("_" in text or "^" in text):
        text = _MATHS.sub(_in_maths, text)
    bare = text if "\\" not in text and not re.search(r"[{}$~]|--|``|''", text) else _TOKEN.sub(_one, text)
    if "<" in bare or "&" in bare:
        bare = unescape(_MARKUP.sub("", bare))
    return " ".join(bare.split())


def _one(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if match["accent"] or match["letter"]:
        letter = match["in"] or match["bare"] or match["lin"] or match["lbare"]
        return unicodedata.normalize("NFC", letter + _ACCENTS[match["accent"] or match["letter"]])
    if match["word"]:
        return _WORDS.get(match["word"], "")
    if match["mark"]:
        return {"-": "", "/": "", ",": " ", ";": " ", ":": " ", "!": "", " ": " ", "\\": " ", "@": ""}.get(
            match["mark"], match["mark"]
        )
    if kind == "dash":
        return "–" if len(match["dash"]) == 2 else "—"
    if kind == "quotes":
        return "“" if match["quotes"] == "``" else "”"
    return "\u00a0" if kind == "tie" else ""


def written(text: str) -> str:
    """Text for a BibTeX field in braces; reading it gives the same text."""
    marked = "".join(_WRITTEN.get(mark, mark) for mark in text)
    return re.sub(r"-(?=-)", "-{}", marked).replace("&lt;", "\\&lt;")
