"""The national account: the second accounting method ``ndrc_910`` by annex 4 of 发改环资〔2025〕910号, whole."""

from lingtan.carbon.national.account import national_account
from lingtan.carbon.national.comparison import side_by_side
from lingtan.carbon.national.records import ComparedRow, NationalAccount
from lingtan.carbon.national.statement import national_json, side_by_side_json

__all__ = [
    "ComparedRow",
    "NationalAccount",
    "national_account",
    "national_json",
    "side_by_side",
    "side_by_side_json",
]
