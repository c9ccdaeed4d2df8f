"""Draws the figures of the demonstration, from the numbers that their articles cite.

    python deploy/figures.py    writes articles/demonstration/figures/

The files are in the repository; this is here so that a figure can be checked and drawn anew.
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).resolve().parent.parent / "articles" / "demonstration" / "figures"
WIDTH, SCALE = 800, 3.9
INK, QUIET, LINE = "#1c2b28", "#4a5c58", "#c9d4d1"
LEFT, TOP, BAR, GAP = 285, 78, 50, 14
TEXT, TITLE = 32, 34
"""Sizes of letters: about 14 pixels when the figure is as wide as a phone."""


@dataclass(frozen=True)
class Row:
    """One bar: what it stands for, how long it is in percent, and its colour."""

    label: str
    percent: float
    colour: str


SLEEP_EFFICIENCY = (
    ("CBT", (Row("Before", 81.4, "#a9c5be"), Row("After", 90.1, "#0f5a4a"))),
    ("Zopiclone", (Row("Before", 82.3, "#e0c9a0"), Row("After", 81.9, "#8a5a00"))),
)
"""Sivertsen 2006, 46 older adults."""


def bars(title: str, groups: tuple[tuple[str, tuple[Row, ...]], ...]) -> Image.Image:
    """A chart of horizontal bars in groups. Each bar says its number, so that no colour has to be told apart."""
    words, bold = ImageFont.load_default(TEXT), ImageFont.load_default(TITLE)
    rows = sum(len(members) for _, members in groups)
    height = TOP + rows * (BAR + GAP) + len(groups) * 34 + 62
    image = Image.new("RGB", (WIDTH, height), "white")
    draw = ImageDraw.Draw(image)
    draw.text((20, 20), title, font=bold, fill=INK)
    bottom = height - 62
    for percent in (0, 25, 50, 75, 100):
        x = LEFT + percent * SCALE
        draw.line([(x, TOP), (x, bottom)], fill=LINE, width=2)
        draw.text((x, bottom + 12), f"{percent}%", font=words, fill=QUIET, anchor="ma")
    y = TOP + 17
    for name, members in groups:
        for place, row in enumerate(members):
            if place == 0:
                draw.text((20, y + BAR / 2), name, font=words, fill=INK, anchor="lm")
            draw.text((LEFT - 16, y + BAR / 2), row.label, font=words, fill=QUIET, anchor="rm")
            draw.rectangle([LEFT, y, LEFT + row.percent * SCALE, y + BAR], fill=row.colour, outline=INK, width=2)
            place_of_number = (LEFT + row.percent * SCALE + 10, y + BAR / 2)
            draw.rectangle(draw.textbbox(place_of_number, f"{row.percent}%", font=words, anchor="lm"), fill="white")
            draw.text(place_of_number, f"{row.percent}%", font=words, fill=INK, anchor="lm")
            y += BAR + GAP
        y += 34
    return image


def main() -> None:
    """Write every figure."""
    FOLDER.mkdir(exist_ok=True)
    image = bars("Sleep efficiency before and after treatment", SLEEP_EFFICIENCY)
    image.quantize(32).save(FOLDER / "sleep-efficiency.png", optimize=True)


if __name__ == "__main__":
    main()
