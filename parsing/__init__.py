"""Reads 政府信息公开工作年度报告 and judges their figures. No ORM, no HTTP, no queue."""

PARSER_VERSION = "26"
RULES_VERSION = "6"
