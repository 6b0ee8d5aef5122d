"""What a browser says of itself, in words that its owner knows."""

BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
DEVICES = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "an Android device",
    "Windows": "Windows",
    "CrOS": "a Chromebook",
    "Mac OS": "a Mac",
    "Linux": "Linux",
}


def device_of(user_agent: str) -> str:
    """Return a browser and its device, as “Chrome on Windows”. The order counts: Edge says that it is Chrome too."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "A browser")
    device = next((name for mark, name in DEVICES.items() if mark in user_agent), "an unknown device")
    return f"{browser} on {device}"
