"""Shopify: rates at checkout, webhooks, installation, and the tax platform. Source: shopify.dev, as of 2026-11."""
