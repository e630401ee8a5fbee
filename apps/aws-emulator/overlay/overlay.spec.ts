import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requirePython } from '../src/python';

/** What a script says that runs in the overlay's Python. */
async function run(script: string): Promise<{ said: unknown; complained: string }> {
  const env = { ...process.env, PYTHONPATH: __dirname, PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout, stderr } = await promisify(execFile)(await requirePython(), ['-c', script], { env });
  return { said: JSON.parse(stdout), complained: stderr };
}

describe('What the scheduler reads', () => {
  test('is without a record that is broken, and what belongs to it, and says so once', async () => {
    const { said, complained } = await run(`
import json
from moto.ecs.models import ecs_backends
from aws_emulator.services import SERVICES
for service in SERVICES:
    service.apply()
from aws_emulator.ecs.task_record import make_task
from aws_emulator.ecs.world import world

class Broken:
    arn, status = "arn:broken", "ACTIVE"

backend = ecs_backends["123456789012"]["us-east-1"]
cluster = backend.create_cluster("main")
containers = [{"name": "web", "image": "x", "memory": 64}]
definition = backend.register_task_definition("web", containers, [])
backend.services["main:broken"] = Broken()
for task_id, service in (("whole", None), ("of-the-broken", Broken.arn)):
    make_task(backend, cluster, definition, group="x", placement={}, task_id=task_id, service_arn=service)
world()
seen = world()
print(json.dumps({
    "services": seen["services"],
    "tasks": [task["taskArn"].split("/")[-1] for task in seen["tasks"]],
    "clusters": len(seen["clusters"]),
}))
`);
    expect(said).toEqual({ services: [], tasks: ['whole'], clusters: 1 });
    expect(complained.match(/AttributeError/g)).toHaveLength(1);
  });
});
