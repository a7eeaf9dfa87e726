"""What is handed to Kubernetes: rendered by kubectl, held against the schemas of Kubernetes and against the code."""

from __future__ import annotations

import configparser
from pathlib import Path
from urllib.parse import urlsplit

import kubernetes_validate
import pytest
from fastapi import FastAPI

from dutiful_classify.settings import ClassifySettings
from dutiful_docs.settings import DocsSettings
from dutiful_quote.app import create_app as create_quote
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhook_app import create_app as create_webhooks
from dutiful_shared.service.roles import ROLES
from dutiful_shared.service.settings import ServiceSettings
from tests.unit.deploy.manifests import KUBERNETES, environment, of_kind, rendered
from tests.unit.deploy.production_values import SECRETS

PROJECT = Path(__file__).resolve().parents[3]
OVERLAYS = ("dev", "production")
SERVICES: dict[str, type[ServiceSettings]] = {
    "quote": QuoteSettings,
    "webhooks": QuoteSettings,
    "classify": ClassifySettings,
    "docs": DocsSettings,
}
#: What each container reads: the Job's commands read the settings of the quote service.
READ: dict[str, type[ServiceSettings]] = {**SERVICES, "prepare": QuoteSettings}
#: Keys of the Secret that belong to apps with shop platforms.
PLATFORM_SECRETS = {key for key in SECRETS if key.startswith(("shopify-", "bigcommerce-"))}
#: Of the Prometheus operator; Kubernetes brings no schema for it, so a test of its own reads it.
FOREIGN = {"ServiceMonitor"}
VERSION = "1.37"


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_manifest_follows_the_schema_of_its_kind(overlay: str) -> None:
    unread = []
    for manifest in rendered(overlay):
        if manifest["kind"] in FOREIGN:
            unread.append(manifest["apiVersion"])
        else:
            kubernetes_validate.validate(manifest, VERSION, strict=True)
    assert unread == ["monitoring.coreos.com/v1"]


@pytest.mark.parametrize("overlay", OVERLAYS)
@pytest.mark.parametrize("name", READ)
def test_a_container_starts_with_its_variables_and_each_of_them_is_a_setting(
    overlay: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = environment(overlay, name)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    READ[name]()
    known = {f"DUTIFUL_{field.upper()}" for settings in SERVICES.values() for field in settings.model_fields}
    assert set(variables) <= known


@pytest.mark.parametrize("overlay", OVERLAYS)
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_scaled_spread_and_taken_down_one_at_a_time(overlay: str, name: str) -> None:
    pod = of_kind(overlay, "Deployment")[name]["spec"]["template"]["spec"]
    assert [one["topologyKey"] for one in pod["topologySpreadConstraints"]] == [
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    ]
    assert of_kind(overlay, "PodDisruptionBudget")[name]["spec"]["maxUnavailable"] == 1
    scaler = of_kind(overlay, "HorizontalPodAutoscaler")[name]["spec"]
    assert scaler["scaleTargetRef"]["name"] == name
    assert scaler["minReplicas"] == (2 if overlay == "production" else 1)
    metrics = [one["type"] for one in scaler["metrics"]]
    assert metrics == (["Resource", "Pods"] if overlay == "production" else ["Resource"])


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_is_small_in_its_rights_and_bounded(overlay: str) -> None:
    for workload in of_kind(overlay, "Deployment", "StatefulSet", "Job").values():
        pod = workload["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            rights = container["securityContext"]
            assert rights["readOnlyRootFilesystem"]
            assert rights["allowPrivilegeEscalation"] is False
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
            assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_asked_where_the_code_answers(name: str) -> None:
    container = of_kind("production", "Deployment")[name]["spec"]["template"]["spec"]["containers"][0]
    assert container["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}
    assert container["readinessProbe"]["timeoutSeconds"] * 1000 >= 2 * QuoteSettings().readiness_timeout_ms
    assert container["ports"] == [{"containerPort": 8000, "name": "http"}]


def test_production_carries_no_secret_and_names_only_those_that_the_handbook_lists() -> None:
    assert not of_kind("production", "Secret")
    page = (PROJECT / "handbook" / "operations" / "kubernetes.md").read_text()
    assert all(f"`{key}`" in page for key in SECRETS)


def test_argo_prepares_with_what_it_has_applied_and_changes_services_afterwards() -> None:
    """Hooks before the sync see nothing of it, and a wave begins when the one before is done (Argo CD, sync waves)."""
    hooks = {
        one["metadata"]["name"]: one["metadata"]["annotations"]["argocd.argoproj.io/hook"]
        for one in rendered("production")
        if "argocd.argoproj.io/hook" in one["metadata"].get("annotations", {})
    }
    waves = {
        name: one["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"]
        for name, one in of_kind("production", "Deployment").items()
        if name in SERVICES
    }

    assert hooks == {"prepare": "Sync"}
    assert waves == dict.fromkeys(SERVICES, "1")


def test_migrations_speak_to_postgresql_itself() -> None:
    variables = environment("production", "prepare")
    assert variables["DUTIFUL_DATABASE_URL"] == SECRETS["owner-database-url"]
    assert variables["DUTIFUL_DATABASE_POOLER"] == "false"
    assert environment("production", "quote")["DUTIFUL_DATABASE_POOLER"] == "true"


def test_the_pooler_has_a_database_for_each_role_which_logs_in_as_it() -> None:
    file = configparser.ConfigParser(delimiters=("=",), comment_prefixes=(";",))
    file.read(KUBERNETES / "overlays" / "production" / "pgbouncer.ini")
    assert set(file["databases"]) == set(ROLES)
    assert all(f" user={role} " in entry for role, entry in file["databases"].items())
    assert file["pgbouncer"]["pool_mode"] == "transaction"


def test_the_pooler_takes_every_connection_that_pods_may_open() -> None:
    # Pools, and connections besides: handbook/operations/metrics.md
    pools = {"quote": (5, 1), "webhooks": (2, 1), "classify": (3, 0), "docs": (2, 0)}
    scalers = of_kind("production", "HorizontalPodAutoscaler")
    most = sum(
        scalers[name]["spec"]["maxReplicas"]
        * (count * int(environment("production", name)["DUTIFUL_DATABASE_POOL_SIZE"]) + more)
        for name, (count, more) in pools.items()
    )
    file = configparser.ConfigParser(delimiters=("=",), comment_prefixes=(";",))
    file.read(KUBERNETES / "overlays" / "production" / "pgbouncer.ini")
    assert most <= int(file["pgbouncer"]["max_client_conn"])


def test_each_process_of_shopify_callbacks_is_counted() -> None:
    most = of_kind("production", "HorizontalPodAutoscaler")["quote"]["spec"]["maxReplicas"]
    assert environment("production", "quote")["DUTIFUL_SHOPIFY_PROCESSES"] == str(most)


def test_nothing_may_talk_but_what_is_said() -> None:
    policies = of_kind("production", "NetworkPolicy")
    assert policies["nothing-by-default"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_prometheus_asks_the_port_that_services_have() -> None:
    (monitor,) = of_kind("production", "ServiceMonitor").values()
    assert [one["port"] for one in monitor["spec"]["endpoints"]] == ["http"]
    wanted = monitor["spec"]["selector"]["matchLabels"].items()
    services = of_kind("production", "Service")
    assert all(wanted <= services[name]["metadata"]["labels"].items() for name in SERVICES)


def test_quotes_are_scaled_at_the_rate_that_the_handbook_computes() -> None:
    metrics = of_kind("production", "HorizontalPodAutoscaler")["quote"]["spec"]["metrics"]
    rate = metrics[1]["pods"]["target"]["averageValue"]
    page = (PROJECT / "handbook" / "operations" / "scaling.md").read_text()
    assert f"**{rate} a second**" in page
    assert f"pods of quote (n / {rate})" in page


def paths_of(app: FastAPI) -> set[str]:
    return set(app.openapi()["paths"])


@pytest.mark.parametrize(
    ("setting", "service", "doors"),
    [
        ("DUTIFUL_SHOPIFY_APP_URL", "quote", ("shopify/install", "shopify/callback", "shopify/{shop}/rates")),
        (
            "DUTIFUL_BIGCOMMERCE_PUBLIC_URL",
            "quote",
            ("bigcommerce/auth", "bigcommerce/load", "bigcommerce/tax/estimate"),
        ),
        ("DUTIFUL_SHOP_WEBHOOKS_URL", "webhooks", ("shopify/webhooks", "bigcommerce/webhooks")),
    ],
)
def test_platforms_are_led_to_the_service_that_has_the_doors(
    setting: str, service: str, doors: tuple[str, ...]
) -> None:
    apps = {"quote": create_quote, "webhooks": create_webhooks}
    (ingress,) = of_kind("production", "Ingress").values()
    backends = {
        rule["host"]: rule["http"]["paths"][0]["backend"]["service"]["name"] for rule in ingress["spec"]["rules"]
    }

    assert backends[urlsplit(environment("production", "quote")[setting]).netloc] == service
    assert {f"/channels/{door}" for door in doors} <= paths_of(apps[service](QuoteSettings()))


def test_platform_apps_are_given_to_the_services_that_speak_with_them_and_no_other() -> None:
    given = {name: {one for one in environment("production", name) if "_CLIENT_" in one} for name in SERVICES}
    assert (
        given["quote"] == given["webhooks"] == {f"DUTIFUL_{key.upper().replace('-', '_')}" for key in PLATFORM_SECRETS}
    )
    assert not given["classify"] | given["docs"]


def test_a_replica_is_for_docs_alone_and_need_not_be_there() -> None:
    given = {name: environment("production", name).get("DUTIFUL_READ_DATABASE_URL") for name in SERVICES}
    assert given == {**dict.fromkeys(SERVICES), "docs": SECRETS["read-database-url"]}
    container = of_kind("production", "Deployment")["docs"]["spec"]["template"]["spec"]["containers"][0]
    (reference,) = [one["valueFrom"]["secretKeyRef"] for one in container["env"] if "READ_DATABASE" in one["name"]]
    assert reference["optional"]


def test_a_platform_that_is_not_used_needs_no_secret() -> None:
    container = of_kind("production", "Deployment")["quote"]["spec"]["template"]["spec"]["containers"][0]
    references = [one["valueFrom"]["secretKeyRef"] for one in container["env"] if "valueFrom" in one]
    assert {one["key"] for one in references if one.get("optional")} == PLATFORM_SECRETS
