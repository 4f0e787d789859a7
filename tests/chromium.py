"""The browser of all tests and pictures: Debian's Chromium, led by Playwright."""

from __future__ import annotations

import shutil

from playwright.async_api import Browser, Playwright

# The driver's own list (of all such flags the last one counts), and what makes closing a page that loads another one
# hang for ever: https://github.com/microsoft/playwright/issues/42068. Of 60 closed while they reloaded 59 hung, with
# this none.
FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "RenderDocument",
)
FLAGS = (
    "--no-sandbox",  # tests also run as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
)


async def launched(playwright: Playwright, *more: str) -> Browser:
    """Start it, with `more` flags. Raises: `FileNotFoundError` with what to do when it is missing."""
    path = shutil.which("chromium")
    if path is None:
        raise FileNotFoundError("chromium is missing; install it with: apt-get install chromium")
    return await playwright.chromium.launch(executable_path=path, headless=True, args=[*FLAGS, *more])
