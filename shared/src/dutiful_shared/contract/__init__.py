"""What the services say to each other and to the world.

Values inside (`Money`, `Charge`) are frozen dataclasses without dependencies; requests and answers at the edge are
pydantic models. Nothing in here does I/O.
"""
