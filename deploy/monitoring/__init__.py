"""What is written from data: dashboards from `deploy/grafana/boards`, SLO rules from `loadtests/criteria.toml`."""
