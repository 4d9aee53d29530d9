"""Keys of widgets. A widget with a new key is a new widget: it has forgotten what the old one was told."""

LOSS_MENU = "factors"
WRONG = "wrong-products"


def versioned(key: str, version: int) -> str:
    """Give the key of a widget that has been made anew so many times."""
    return f"{key}-{version}" if version else key
