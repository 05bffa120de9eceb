"""The door for surveys: files in, vouched-for tables and a full account out."""

from flotation.survey.balances import BalanceCheck, balance_checks
from flotation.survey.door import read_survey
from flotation.survey.report import Message, Survey, SurveyReport

__all__ = [
    "BalanceCheck",
    "Message",
    "Survey",
    "SurveyReport",
    "balance_checks",
    "read_survey",
]
