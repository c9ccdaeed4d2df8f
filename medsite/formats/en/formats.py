"""English dates as most of the world writes them: 3 May 2026."""

DATE_FORMAT = "j F Y"
