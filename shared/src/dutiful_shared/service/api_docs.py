"""The interactive documentation, with its script and style served from here: it works without the internet."""

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


def install_docs(app: FastAPI) -> None:
    """Serve `/openapi.json`, and `/docs` to read it.

    FastAPI's own routes for these carry no template, and their traffic would be counted as unmatched.
    """
    router = APIRouter(include_in_schema=False)
    folder = Path(str(files(_ASSETS_PACKAGE)))

    @router.get("/openapi.json")
    async def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    @router.get(f"{_ASSETS_PATH}/{{name}}")
    async def asset(name: str) -> FileResponse:
        if name not in _ASSETS:
            raise problem("not_found", f"The documentation has no file {name}.")
        return FileResponse(folder / name, media_type=_ASSETS[name], headers={"Cache-Control": "max-age=86400"})

    @router.get("/docs")
    async def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "").rstrip("/")
        return get_swagger_ui_html(
            openapi_url=f"{root}/openapi.json",
            title=f"{app.title}: API",
            swagger_js_url=f"{root}{_ASSETS_PATH}/{_SCRIPT}",
            swagger_css_url=f"{root}{_ASSETS_PATH}/{_STYLE}",
            swagger_favicon_url=f"{root}{_ASSETS_PATH}/{_ICON}",
            swagger_ui_parameters={"tryItOutEnabled": True, "displayRequestDuration": True},
        )

    app.include_router(router)
