"""`make monitoring`: write dashboards and SLO rules anew."""

from deploy.monitoring import dashboards, slo_rules

for path, text in {**dashboards.files(), slo_rules.FILE: slo_rules.text()}.items():
    path.write_text(text)
