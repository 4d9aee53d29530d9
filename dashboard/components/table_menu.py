"""The dialog in which a reader brings data of his own."""

CHOOSE_TABLE = "choose a table"


def draw_table_menu() -> None:
    """Draw nothing yet."""
