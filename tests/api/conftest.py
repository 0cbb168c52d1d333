"""Programs with keys: the office's of the province, and that of one city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from submissions.models import Agency, ApiToken, User
from submissions.services import tokens
from submissions.states import Role
from tests.conftest import person


@dataclass
class Program:
    """Something that asks with a key."""

    key: str
    token: ApiToken

    def ask(self, path: str, **asked: Any) -> Any:
        """The answer to a question that is answered."""
        answer = self.get(path, **asked)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def get(self, path: str, **asked: Any) -> Any:
        return Client().get(f"/api/v1/{path}", asked, headers={"authorization": f"Bearer {self.key}"})


def program(user: User) -> Program:
    token, key = tokens.issue(user, "省政务数据平台", 90)
    return Program(key, token)


@pytest.fixture
def province_program(office: User) -> Program:
    return program(office)


@pytest.fixture
def city(harbin: Agency) -> User:
    return person("city", "周市管", (harbin, Role.OFFICE))


@pytest.fixture
def city_program(city: User) -> Program:
    return program(city)
