def site_state(request) -> dict:
    """Return what every page shows about the figures: demonstration data, and a refresh under way."""
    return {}
