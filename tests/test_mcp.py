"""The archive as MCP tools for a desktop client: a real client, and the command that it starts."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

from index import VERSION
from qa.cli import main

DATELINE = str(Path(sys.executable).with_name("dateline"))
KNOWN = "How much did the harbour bridge repairs cost?"
TOOLS = {"ask", "search", "article", "timeline", "coverage"}
GREETING = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def talking(archive, talk):
    """What comes of a talk of clients, each of which has started the command for itself."""

    async def session():
        started = StdioServerParameters(command=DATELINE, args=["mcp", "--archive", str(archive)])
        async with (
            stdio_client(started) as (reading, writing),
            ClientSession(reading, writing) as opened,
        ):
            return await talk(opened, await opened.initialize())

    return session


def test_a_desktop_client_gets_tools_that_a_model_can_use(sample_archive):
    async def talk(session, greeting):
        called = {
            "ask": {"question": KNOWN},
            "search": {"words": "bridge", "limit": 2},
            "timeline": {"topic": "the ferry accident"},
            "coverage": {},
        }
        told = {name: await session.call_tool(name, given) for name, given in called.items()}
        identity = told["search"].structuredContent["articles"][0]["article_id"]
        told["article"] = await session.call_tool("article", {"article_id": identity})
        wrong = {
            "query": await session.call_tool("ask", {"query": KNOWN}),
            "none": await session.call_tool("ask", {}),
            "kind": await session.call_tool("search", {"limit": "two"}),
            "tool": await session.call_tool("answer", {}),
        }
        return greeting, (await session.list_tools()).tools, told, wrong

    greeting, tools, told, wrong = asyncio.run(talking(sample_archive.path, talk)())
    assert (greeting.serverInfo.name, greeting.serverInfo.version) == (
        "Dateline",
        VERSION,
    )
    assert {tool.name for tool in tools} == TOOLS == set(told)
    for tool in tools:
        assert "articles" in tool.description
        assert "Args:" not in tool.description
        assert "self" not in tool.inputSchema["properties"]
        assert all(
            one["description"].endswith(".") for one in tool.inputSchema["properties"].values()
        )
        assert tool.annotations.readOnlyHint
        assert not told[tool.name].isError
        jsonschema.validate(told[tool.name].structuredContent, tool.outputSchema)
        assert json.loads(told[tool.name].content[0].text) == told[tool.name].structuredContent
    answer = told["ask"].structuredContent
    text = sample_archive.article(answer["citations"][0]["article_id"]).text
    for cited in answer["citations"][:1]:
        assert text[cited["start"] : cited["end"]] == cited["quote"]
    said = {name: result.content[0].text for name, result in wrong.items()}
    assert all(result.isError for result in wrong.values())
    assert said["query"].startswith("unknown argument 'query'; ask takes: question, since, until, ")
    assert said["none"].startswith("question is missing; ask takes: question, ")
    assert said["kind"] == "limit: input should be a valid integer"
    assert said["tool"].startswith("there is no tool 'answer'; there are ask, search, ")


def test_two_clients_ask_one_archive_at_once(sample_archive):
    async def talk(session, _):
        asked = [session.call_tool("ask", {"question": KNOWN}) for _ in range(3)]
        return [one.structuredContent["short"]["text"] for one in await asyncio.gather(*asked)]

    async def both():
        session = talking(sample_archive.path, talk)
        return await asyncio.gather(session(), session())

    first, second = asyncio.run(both())
    assert first == second
    assert all(short.startswith("4.2 million crowns") for short in first)


def test_only_the_protocol_is_on_standard_output_and_it_ends_with_its_input(sample_archive):
    with subprocess.Popen(
        [DATELINE, "mcp", "--archive", sample_archive.path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        server.stdin.write(json.dumps(GREETING) + "\n")
        server.stdin.flush()
        greeting = json.loads(server.stdout.readline())  # whoever hangs up at once hears nothing
        others, said = server.communicate("no JSON\n", timeout=60)
    assert server.returncode == 0, said
    assert greeting["result"]["serverInfo"]["name"] == "Dateline"
    assert all(json.loads(one)["jsonrpc"] == "2.0" for one in others.splitlines())
    assert "Traceback" not in said


def test_what_is_amiss_is_said_on_standard_error(tmp_path, monkeypatch):
    done = subprocess.run(
        [DATELINE, "mcp", "--archive", tmp_path / "none"],
        input="", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no archive at" in done.stderr
    monkeypatch.setattr("qa.extras.find_spec", lambda _: None)
    lacking = CliRunner().invoke(main, ["mcp"])
    assert lacking.exit_code == 1
    assert "package mcp, which is not here; run pip install 'dateline-core[mcp]'" in lacking.output


@pytest.mark.parametrize("file", ["docs/how-to/mcp.md"])
def test_the_configuration_that_is_shown_starts_it(file, sample_archive):
    text = (Path(__file__).resolve().parents[1] / file).read_text(encoding="utf-8")
    shown = json.loads(text.split("```json\n")[1].split("```")[0])
    [started] = shown["mcpServers"].values()
    assert Path(started["command"]).name == "dateline"
    words = [str(sample_archive.path) if word.startswith("/") else word for word in started["args"]]
    done = subprocess.run(
        [DATELINE, *words], input=json.dumps(GREETING) + "\n",
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert '"Dateline"' in done.stdout
