"""Official publications, fetched on a schedule: see `handbook/operations/tariff-feeds.md`."""
