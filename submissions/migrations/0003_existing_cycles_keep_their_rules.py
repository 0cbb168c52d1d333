"""Cycles from before there were policies keep every rule they had; rules that come later start silent there."""

from typing import Any

from django.db import migrations

# As declared when policies were introduced. Written down: the catalogue of a later version must not change this.
MANDATORY = ["A-01", "A-02", "A-03", "A-04", "A-05", "S-01", "S-05", "S-06", "S-07", "S-12"]
VERIFY = ["A-07", "A-08", "A-12", "S-10"]
NOTICE = ["S-02", "S-08"]


def give_rows(apps: Any, schema_editor: Any) -> None:
    cycles, policies = (apps.get_model("submissions", name).objects for name in ("Cycle", "RulePolicy"))
    states = dict.fromkeys(MANDATORY, "mandatory") | dict.fromkeys(VERIFY, "verify") | dict.fromkeys(NOTICE, "notice")
    policies.bulk_create(
        policies.model(cycle=cycle, rule=rule, state=state) for cycle in cycles.all() for rule, state in states.items()
    )


def name_rules(apps: Any, schema_editor: Any) -> None:
    explanations, findings = (apps.get_model("submissions", name).objects for name in ("Explanation", "Finding"))
    for pk, fingerprint in explanations.filter(rule="").values_list("pk", "fingerprint"):
        rule = findings.filter(fingerprint=fingerprint).values_list("rule", flat=True).first()
        if rule:
            explanations.filter(pk=pk).update(rule=rule)


def take_rows(apps: Any, schema_editor: Any) -> None:
    apps.get_model("submissions", "RulePolicy").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("submissions", "0002_policies_and_the_life_of_findings"),
    ]

    operations = [
        migrations.RunPython(give_rows, take_rows),
        migrations.RunPython(name_rules, migrations.RunPython.noop),
    ]
