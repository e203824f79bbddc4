"""Runs a plan of tool calls with the official Python client and prints the answers: client.py MODE PLAN."""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters


async def main():
    plan = json.loads(sys.argv[2])
    server = StdioServerParameters(command=plan["command"], args=plan["args"], env=plan["env"], cwd=plan["cwd"])
    answers = []
    async with Client(server, mode=sys.argv[1], read_timeout_seconds=60) as client:
        tools = (await client.list_tools()).tools
        assert len(tools) == plan["tools"], tools
        for tool, arguments in plan["calls"]:
            answer = await client.call_tool(tool, arguments)
            assert not answer.is_error, (tool, answer)
            answers.append(answer.structured_content)
        wrong = await client.call_tool("halopsa_get_client", {"client_id": "7/../../auth"})
        assert wrong.is_error and "client_id" in wrong.content[0].text, wrong
    print(json.dumps(answers))


asyncio.run(main())
