#!/usr/bin/env bash
# SpiffWorkflow: in a decision table over "seats or 1" the row "> 100" fires for five seats.
#
# Expected: DMN, chapter 8 (decision tables): an input expression is evaluated, and its value is then tested by the entries of its column. SpiffWorkflow writes both in Python; "x or 1" is Python's
#   usual way to say what holds where nothing was given, and for entries that are plain values the engine does put both sides in brackets.
# What happens: for entries that begin with an operator the two texts are joined without brackets: "seats or 1> 100" means seats or (1 > 100), which is 5, which counts as true.
#   So the first row with an operator fires for every number but 0, whatever it says. A condition ("a if b else c") is joined the same way. With "?" in the entry, or brackets in the column's head, it is right.
# Versions: SpiffWorkflow 3.2.0 (the newest), lxml 6.1.3, Python 3.11.
# Output seen: below, as `expected`: the plan for five seats.
# Why it matters: a table that was right is wrong from the day on which somebody gives its column a default; every row still reads well, and some row always fires.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary lxml spiffworkflow==3.2.0 lxml==6.1.3

cat > process.bpmn <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="definitions" targetNamespace="urn:example">
  <bpmn:process id="process" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>one</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="one" sourceRef="start" targetRef="fill"/>
    <bpmn:scriptTask id="fill"><bpmn:incoming>one</bpmn:incoming><bpmn:outgoing>two</bpmn:outgoing><bpmn:script>seats = 5</bpmn:script></bpmn:scriptTask>
    <bpmn:sequenceFlow id="two" sourceRef="fill" targetRef="decide"/>
    <bpmn:businessRuleTask id="decide">
      <bpmn:extensionElements><spiffworkflow:calledDecisionId>plan</spiffworkflow:calledDecisionId></bpmn:extensionElements>
      <bpmn:incoming>two</bpmn:incoming><bpmn:outgoing>three</bpmn:outgoing>
    </bpmn:businessRuleTask>
    <bpmn:sequenceFlow id="three" sourceRef="decide" targetRef="end"/>
    <bpmn:endEvent id="end"><bpmn:incoming>three</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
XML
cat > try.py <<'PY'
import pathlib

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser

TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="definitions" name="definitions" namespace="urn:example">
  <decision id="plan" name="plan">
    <decisionTable id="table" hitPolicy="UNIQUE">
      <input id="column" label="seats"><inputExpression id="head" typeRef="number"><text>{head}</text></inputExpression></input>
      <output id="answer" label="plan" name="plan" typeRef="string"/>
      <rule id="first"><inputEntry id="over"><text>{entry}&gt; 100</text></inputEntry><outputEntry id="large"><text>"large"</text></outputEntry></rule>
      <rule id="second"><inputEntry id="under"><text>{entry}&lt;= 100</text></inputEntry><outputEntry id="small"><text>"small"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""


def plan(head, entry=""):
    pathlib.Path("table.dmn").write_text(TABLE.format(head=head, entry=entry))
    parser = SpiffBpmnParser()
    parser.add_bpmn_file("process.bpmn")
    parser.add_dmn_file("table.dmn")
    workflow = BpmnWorkflow(parser.get_spec("process"))
    workflow.do_engine_steps()
    return workflow.data["plan"]


print(f"seats, > 100: {plan('seats')}")
print(f"seats or 1, > 100: {plan('seats or 1')}")
print(f"(seats or 1), > 100: {plan('(seats or 1)')}")
print(f"seats or 1, ? > 100: {plan('seats or 1', '? ')}")
print(f"seats if seats else 1, > 100: {plan('seats if seats else 1')}")
PY
cat > expected <<'TEXT'
seats, > 100: small
seats or 1, > 100: large
(seats or 1), > 100: small
seats or 1, ? > 100: small
seats if seats else 1, > 100: large
TEXT
env/bin/python try.py | tee seen
diff expected seen || { echo "CHANGED: SpiffWorkflow joins column and entry otherwise"; exit 1; }
echo "as found"
