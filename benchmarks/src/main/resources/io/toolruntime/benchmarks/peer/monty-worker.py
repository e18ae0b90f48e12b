# Executes what its standard input asks for, a JSON object a line, each in a fresh session of Monty's pool.
import glob
import json
import os
import sys
import time

import pydantic_monty


def send(message):
    sys.stdout.write(json.dumps(message) + '\n')
    sys.stdout.flush()


def remote_tool(id):
    send({'call': id})
    return {'id': id, 'price': json.loads(sys.stdin.readline())['price']}


def local_tool(id):
    return {'id': id, 'price': id * 3}


def execute(pool, code, tool):
    with pool.checkout() as session:
        return session.feed_run(code, external_lookup={'price': tool})


def times(pool, request):
    samples = []
    begin = now = time.perf_counter()
    serial = 0
    measured_from = begin + request['warmupMs'] / 1000
    until = measured_from + request['measureMs'] / 1000
    while not samples or now < until:
        serial += 1
        value = execute(pool, f"{request['code']}\n# {serial}", local_tool)
        if value != request['expected']:
            raise ValueError(f"The code gave {value} instead of {request['expected']}")
        end = time.perf_counter()
        if now >= measured_from:
            samples.append((end - now) * 1000)
        now = end
    return samples


def proportional_set_size(process):
    with open(f'/proc/{process}/smaps_rollup') as file:
        return sum(1024 * int(line.split()[1]) for line in file if line.startswith('Pss:'))


def live_memory(request):
    """Bytes that each of some workers takes while its session waits for a tool."""
    count = request['executions']
    with pydantic_monty.Monty(min_processes=1, max_processes=count) as pool:
        sessions = [pool.checkout() for _ in range(count)]
        waiting = []
        for session in sessions:
            waiting.append(session.__enter__().feed_start(request['code']))
        children = []
        for file in glob.glob('/proc/self/task/*/children'):
            with open(file) as listed:
                children += listed.read().split()
        bytes = sum(proportional_set_size(child) for child in children) / len(children)
        for session in sessions:
            session.__exit__(None, None, None)
    return bytes


def main():
    with pydantic_monty.Monty() as pool:
        operations = {
            'run': lambda request: {'value': execute(pool, request['code'], remote_tool)},
            'times': lambda request: {'times': times(pool, request)},
            'memory': lambda request: {'memory': live_memory(request)},
            'version': lambda request: {'version': pydantic_monty.__version__},
        }
        for line in iter(sys.stdin.readline, ''):
            request = json.loads(line)
            try:
                send(operations[request['operation']](request))
            except Exception as error:
                send({'error': repr(error)})


main()
