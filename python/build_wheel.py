"""Packs keepsake_client as a wheel (PEP 427) with the standard library: `python3 python/build_wheel.py [folder]`."""

import base64
import hashlib
import pathlib
import re
import sys
import zipfile

here = pathlib.Path(__file__).parent
name = "keepsake_client"
version = re.search(r'__version__ = "(.+)"', (here / name / "__init__.py").read_text()).group(1)
info = f"{name}-{version}.dist-info"

metadata = f"""Metadata-Version: 2.1
Name: keepsake-client
Version: {version}
Summary: Long-term memory for programs and agents: the client of Keepsake.
License: MIT
Requires-Python: >=3.9
"""
wheel = "Wheel-Version: 1.0\nGenerator: keepsake\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else here.parent / "dist")
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{name}/{path.name}": path.read_bytes() for path in sorted((here / name).glob("*.py"))}
    files[f"{info}/METADATA"] = metadata.encode()
    files[f"{info}/WHEEL"] = wheel.encode()
    record = "".join(f"{file},sha256={digest(content)},{len(content)}\n" for file, content in files.items())
    files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
    target = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            # The same bytes whenever it is built.
            entry = zipfile.ZipInfo(file, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    print(target)


def digest(content):
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


main()
