"""Runs a plan of tool calls with the official Python client: client.py MODE PLAN."""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters


def at(value, pointer):
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


async def main():
    plan = json.loads(sys.argv[2])
    server = StdioServerParameters(command=plan["command"], args=plan["args"], env=plan["env"], cwd=plan["cwd"])
    async with Client(server, mode=sys.argv[1], read_timeout_seconds=60) as client:
        tools = (await client.list_tools()).tools
        assert len(tools) == 16, tools
        for tool, arguments, pointer, expected in plan["calls"]:
            answer = await client.call_tool(tool, arguments)
            assert not answer.is_error, (tool, answer)
            found = at(answer.structured_content, pointer)
            assert found == expected, (tool, found, expected)
        wrong = await client.call_tool("halopsa_get_client", {"client_id": "7/../../auth"})
        assert wrong.is_error and "client_id" in wrong.content[0].text, wrong


asyncio.run(main())
