"""Screening: are the parties of an order on a list of sanctioned or denied persons?"""
