"""Plumbing that every service uses (extra `[service]`): settings, application factory, problems, telemetry, stores."""
