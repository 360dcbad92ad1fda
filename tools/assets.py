"""Copy the few front-end files that pages and papers need from node_modules to build/assets (前端文件).

Nothing is vendored and nothing comes from a CDN: `package-lock.json` pins each package by hash, `./dev`
installs them, and Django serves build/assets among its static files. Plain Python, no dependency.
"""

import shutil
import sys
from pathlib import Path

FONT = "@expo-google-fonts/noto-sans-sc"

WANTED = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "maplibre/maplibre-gl-csp.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "maplibre/maplibre-gl-csp-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "maplibre/LICENSE": "maplibre-gl/LICENSE.txt",
    "fonts/NotoSansSC-Regular.ttf": f"{FONT}/400Regular/NotoSansSC_400Regular.ttf",
    "fonts/NotoSansSC-Bold.ttf": f"{FONT}/700Bold/NotoSansSC_700Bold.ttf",
    "fonts/LICENSE": f"{FONT}/LICENSE_FONT",
}


def main(root: Path) -> int:
    modules, target = root / "node_modules", root / "build" / "assets"
    missing = [source for source in WANTED.values() if not (modules / source).is_file()]
    if missing:
        print("缺少前端文件 missing front-end files:", *missing, sep="\n  ", file=sys.stderr)
        return 2
    shutil.rmtree(target, ignore_errors=True)
    for name, source in WANTED.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target / name)
    # All else was only the way here; the font package alone unpacks to 90 MB.
    shutil.rmtree(modules)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
