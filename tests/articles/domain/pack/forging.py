"""An approval pack in the hands of somebody who changes it, and makes everything fit that they know of."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from medsite.lib.canonical import canonical_json

Files = dict[str, bytes]


def unpacked(pack: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def listed_again(files: Files) -> Files:
    """The same files with a list that fits them."""
    manifest = json.loads(files["MANIFEST.json"])
    manifest["files"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
        if name != "MANIFEST.json"
    }
    return files | {"MANIFEST.json": (canonical_json(manifest) + "\n").encode()}


def forged(pack: bytes, name: str, change: Callable[[Any], object]) -> bytes:
    """A pack with one record changed in place, and a list of files that fits."""
    files = unpacked(pack)
    record = json.loads(files[name])
    change(record)
    files[name] = json.dumps(record, sort_keys=True, indent=1, ensure_ascii=False).encode()
    return packed(listed_again(files))
