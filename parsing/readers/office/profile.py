"""The folder a LibreOffice instance lives in: its profile, its temporary files, the document at hand."""

from __future__ import annotations

import os
from pathlib import Path

from parsing.scratch import Scratch, remove

PREFIX = "govreports-office-"
_NOWHERE = ("127.0.0.1", 9)
"""The discard port: a proxy at which nothing answers."""

_SETTINGS: dict[str, dict[str, bool | int | str]] = {
    "/org.openoffice.Office.Common/Security/Scripting": {
        "DisableMacrosExecution": True,
        "DisableActiveContent": True,
        "BlockUntrustedRefererLinks": True,
        "MacroSecurityLevel": 3,
    },
    "/org.openoffice.Office.Writer/Content/Update": {"Link": 2, "Field": False, "Chart": False},
    "/org.openoffice.Office.Calc/Content/Update": {"Link": 2},
    "/org.openoffice.Office.Calc/Formula/Load": {"ODFRecalcMode": 1, "OOXMLRecalcMode": 1},
    "/org.openoffice.Office.Recovery/AutoSave": {"Enabled": False},
    "/org.openoffice.Office.Recovery/RecoveryInfo": {"Enabled": False},
    "/org.openoffice.Office.Common/Misc": {"FirstRun": False},
    "/org.openoffice.Office.Common/Save/Document": {"GenerateThumbnail": False},
    "/org.openoffice.Office.Linguistic/SpellChecking": {"IsSpellAuto": False},
    "/org.openoffice.Inet/Settings": {
        "ooInetProxyType": 2,
        "ooInetHTTPProxyName": _NOWHERE[0],
        "ooInetHTTPProxyPort": _NOWHERE[1],
        "ooInetHTTPSProxyName": _NOWHERE[0],
        "ooInetHTTPSProxyPort": _NOWHERE[1],
        "ooInetFTPProxyName": _NOWHERE[0],
        "ooInetFTPProxyPort": _NOWHERE[1],
        "ooInetNoProxy": "",
    },
}
"""No macros, no links followed, no way out. Update/Link 2 and RecalcMode 1 are "never": a formula keeps the result it
was saved with. MacroSecurityLevel 3 is "very high"."""
_FORMULA_BAR = "26100"
"""The window of the bar above a sheet (FID_INPUTLINE_STATUS): where LibreOffice is installed without a desktop, its
description is missing, and a sheet would not open."""


class Home:
    """A private folder, locked for as long as its process lives and removed by ``remove``."""

    def __init__(self) -> None:
        self._scratch = Scratch(PREFIX)
        self.path = self._scratch.path
        for folder in ("profile/user", "tmp", "work"):
            (self.path / folder).mkdir(parents=True)
        (self.path / "profile/user/registrymodifications.xcu").write_text(_registry(), encoding="utf-8")

    @property
    def work(self) -> Path:
        return self.path / "work"

    def environment(self) -> dict[str, str]:
        """All that LibreOffice gets to know of this machine."""
        proxy = f"http://{_NOWHERE[0]}:{_NOWHERE[1]}"
        return {
            "HOME": str(self.path),
            "TMPDIR": str(self.path / "tmp"),
            "LANG": "C.UTF-8",
            "PATH": os.defpath,
            "SAL_USE_VCLPLUGIN": "svp",
            "http_proxy": proxy,
            "https_proxy": proxy,
            "all_proxy": proxy,
        }

    def clear(self) -> None:
        """Removes the document at hand and what was written for it, but not the folder LibreOffice made itself."""
        for folder in (self.work, *(self.path / "tmp").iterdir()):
            if folder.is_dir() and not folder.is_symlink():
                for entry in folder.iterdir():
                    remove(entry)

    def remove(self) -> None:
        self._scratch.remove()


def _registry() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{_value(value)}</value></prop></item>'
        for path, settings in _SETTINGS.items()
        for name, value in settings.items()
    )
    items += (
        f'<item oor:path="/org.openoffice.Office.Views/Windows"><node oor:name="{_FORMULA_BAR}" oor:op="replace">'
        '<prop oor:name="Visible" oor:op="fuse"><value>false</value></prop></node></item>'
    )
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names} {xsi}>{items}</oor:items>\n'


def _value(value: bool | int | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
