"""The interactive documentation, with its script and style served from here: it works without the internet."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import FileResponse, HTMLResponse, JSONResponse

from dutiful_shared.service.problems import problem

#: The package whose only part used here is its folder with Swagger UI (Apache-2.0).
_ASSETS_PACKAGE: Final = "fastapi_swagger.resources"
_ASSETS_PATH: Final = "/docs/assets"
_SCRIPT, _STYLE, _ICON = "swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"
_ASSETS: Final = {_SCRIPT: "text/javascript", _STYLE: "text/css", _ICON: "image/png"}
_OWN_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def install_docs(app: FastAPI) -> None:
    """Serve `/openapi.json`, and `/docs` to read it.

    FastAPI's own routes for these carry no template, and their traffic would be counted as unmatched.
    """
    router = APIRouter(include_in_schema=False)
    folder = Path(str(files(_ASSETS_PACKAGE)))

    # In a thread: the schema is made when it is first asked for, which takes a second or more of every other request.
    @router.get("/openapi.json")
    def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    @router.get(f"{_ASSETS_PATH}/{{name}}")
    async def asset(name: str) -> FileResponse:
        if name not in _ASSETS:
            raise problem("not_found", f"The documentation has no file {name}.")
        return FileResponse(folder / name, media_type=_ASSETS[name], headers={"Cache-Control": "max-age=86400"})

    @router.get("/docs")
    async def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "").rstrip("/")
        page = get_swagger_ui_html(
            openapi_url=f"{root}/openapi.json",
            title=f"{app.title}: API",
            swagger_js_url=f"{root}{_ASSETS_PATH}/{_SCRIPT}",
            swagger_css_url=f"{root}{_ASSETS_PATH}/{_STYLE}",
            swagger_favicon_url=f"{root}{_ASSETS_PATH}/{_ICON}",
            swagger_ui_parameters={"tryItOutEnabled": True, "displayRequestDuration": True},
        )
        page.headers["Content-Security-Policy"] = _policy(bytes(page.body).decode())
        return page

    app.include_router(router)


def _policy(page: str) -> str:
    """What the page may load and run: files of this service, and the very script that stands in it.

    Swagger UI sets styles from its script and has its pictures as `data:`; it asks this service and no other.
    """
    scripts = " ".join(
        f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in _OWN_SCRIPT.findall(page)
    )
    return (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
