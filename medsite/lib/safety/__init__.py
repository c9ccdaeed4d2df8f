"""What changed between two texts that could harm somebody: doses, numbers, units, negations, names, limits, warnings.

    shapes       kinds, and a change as screens and records hold it
    vocabulary   the words and units that count, and what is the same in another spelling
    reading      a text as blocks, sentences and tokens
    comparing    two lists of passages → the changes, in reading order

It reads words, not meanings. A pure respelling is no change ("0.5 mg", ".5 milligrams"; "don't", "do not"); whatever
is in doubt is one, because a change too many costs a reviewer a second, and one too few may cost a reader more. The
words are English ones; numbers, units and names count in every language. The same texts and names give the same
changes, always: a record of them can be checked by comparing again.

It reads the Markdown that a writer typed. ``markdown.eaten`` proves that readers see every word of it, in its order.
"""

from medsite.lib.safety.comparing import compare
from medsite.lib.safety.reading import names_in
from medsite.lib.safety.shapes import Act, Kind, SafetyChange, in_words, kinds_of

RULES = "safety-2"
"""Names the rules by which a stored comparison was made. Count it up when they find something else."""

__all__ = ["RULES", "Act", "Kind", "SafetyChange", "compare", "in_words", "kinds_of", "names_in"]
