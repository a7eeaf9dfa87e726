"""The pure heart: consignment x tariff x law -> explained charges. No I/O; standard library and the contract only."""
