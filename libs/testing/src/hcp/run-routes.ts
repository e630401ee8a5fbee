import { type Answer, attributesOf, link, linkedIn, MISSING, one, page, refused, type Route, thing } from './answer';
import { ConfigurationVersion } from './configuration-version';
import type { HcpEndpoint } from './endpoint';
import { Machine } from './machine';
import { redacted } from './redacted-plan';
import { Run } from './run';
import type { Step } from './step';

/**
 * What is uploaded, and the runs of it.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/configuration-versions
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run
 */
export function runRoutes(hcp: HcpEndpoint): readonly Route[] {
  const run = (id: string | undefined) => hcp.runs.find((each) => each.id === id);
  const runOf = (step: string | undefined) => hcp.runs.find(({ plan, apply }) => plan.id === step || apply.id === step);
  const configuration = (id: string | undefined) => hcp.configurations.find((each) => each.id === id);
  return [
    [
      'POST',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/configuration-versions$/,
      ({ body }) => {
        const { speculative = false } = attributesOf(body) as { speculative?: boolean };
        const made = new ConfigurationVersion(speculative);
        hcp.configurations.push(made);
        return one(uploadable(hcp, made), 201);
      },
    ],
    [
      'GET',
      /^\/api\/v2\/configuration-versions\/(cv-\w+)$/,
      ({ words: [id] }) => {
        const found = configuration(id);
        return one(found && uploadable(hcp, found));
      },
    ],
    [
      'PUT',
      /^\/upload\/(cv-\w+)$/,
      ({ words: [id], body }) => {
        Object.assign(configuration(id) ?? {}, { archive: body });
        return { status: 200 };
      },
    ],
    ['POST', /^\/api\/v2\/runs$/, ({ body }) => create(hcp, body)],
    ['GET', /^\/api\/v2\/runs\/(run-\w+)$/, ({ words: [id], query }) => answered(run(id), query)],
    ['GET', /^\/api\/v2\/runs\/run-\w+\/(?:run-events|task-stages)$/, () => page([])],
    [
      'GET',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/runs$/,
      ({ words: [id] }) =>
        page(
          hcp.runs
            .filter(({ workspace }) => workspace.id === id)
            .map(described)
            .reverse(),
        ),
    ],
    ['GET', /^\/api\/v2\/organizations\/[\w-]+\/runs\/queue$/, () => page([])],
    [
      'POST',
      /^\/api\/v2\/runs\/(run-\w+)\/actions\/(apply|discard|cancel)$/,
      ({ words: [id, action] }) => act(run(id), action),
    ],
    [
      'GET',
      /^\/api\/v2\/(?:plans|applies)\/((?:plan|apply)-\w+)$/,
      ({ words: [id] }) => {
        const found = runOf(id);
        return one(found && step(hcp, found, found.plan.id === id ? found.plan : found.apply));
      },
    ],
    [
      'GET',
      /^\/api\/v2\/plans\/(plan-\w+)\/json-output(-redacted)?$/,
      async ({ words: [id, isRedacted] }) => {
        const found = runOf(id);
        return found ? { status: 200, json: await (isRedacted ? redacted(found) : found.json) } : MISSING;
      },
    ],
    [
      'GET',
      /^\/logs\/((?:plan|apply)-\w+)$/,
      ({ words: [id], query }) => {
        const found = runOf(id);
        const raw = (found?.plan.id === id ? found?.plan : found?.apply)?.log(
          Number(query.get('offset')),
          Number(query.get('limit')),
        );
        return raw ? { status: 200, raw } : MISSING;
      },
    ],
  ];
}

function uploadable({ origin }: HcpEndpoint, { id, archive, isSpeculative }: ConfigurationVersion) {
  return thing('configuration-versions', id, {
    status: archive ? 'uploaded' : 'pending',
    speculative: isSpeculative,
    'auto-queue-runs': false,
    'upload-url': `${origin}/upload/${id}`,
  });
}

function create(hcp: HcpEndpoint, body: Buffer): Answer {
  const workspace = hcp.byId(linkedIn(body, 'workspace'));
  const configuration = hcp.configurations.find(({ id }) => id === linkedIn(body, 'configuration-version'));
  if (!workspace || !configuration?.archive) {
    return refused(422, 'invalid attribute', 'Configuration version is missing, or was not uploaded');
  }
  const asked = attributesOf(body) as Readonly<Record<string, boolean | undefined>>;
  const run = new Run(
    workspace,
    {
      planOnly: configuration.isSpeculative || asked['plan-only'] === true,
      savePlan: asked['save-plan'] === true,
      autoApply: asked['auto-apply'] === true,
      isDestroy: asked['is-destroy'] === true,
      refreshOnly: asked['refresh-only'] === true,
      refresh: asked['refresh'] !== false,
    },
    new Machine(configuration.archive, { ...hcp.machines, ...workspace.environment }),
  );
  hcp.runs.push(run);
  void run.start();
  return one(described(run), 201);
}

function described(run: Run) {
  const { id, status, hasChanges, isConfirmable, isCancelable, options, plan, apply, workspace } = run;
  return thing(
    'runs',
    id,
    {
      status,
      'has-changes': hasChanges,
      'auto-apply': options.autoApply,
      'is-destroy': options.isDestroy,
      'plan-only': options.planOnly,
      'refresh-only': options.refreshOnly,
      refresh: options.refresh,
      'save-plan': options.savePlan,
      actions: {
        'is-cancelable': isCancelable,
        'is-confirmable': isConfirmable,
        'is-discardable': isConfirmable,
        'is-force-cancelable': false,
      },
      permissions: { 'can-apply': true, 'can-cancel': true, 'can-discard': true },
    },
    {
      plan: link('plans', plan.id),
      apply: link('applies', apply.id),
      workspace: link('workspaces', workspace.id),
    },
  );
}

/** A run, and what it is asked to bring along. */
function answered(run: Run | undefined, query: URLSearchParams): Answer {
  if (!run) {
    return MISSING;
  }
  const { workspace, plan, hasChanges } = run;
  const included = {
    workspace: thing('workspaces', workspace.id, {
      name: workspace.name,
      locked: workspace.lockedBy !== undefined,
      'structured-run-output-enabled': workspace.isStructured,
    }),
    plan: thing('plans', plan.id, { status: plan.status, 'has-changes': hasChanges }),
  };
  const wanted = (query.get('include') ?? '').split(',');
  return {
    status: 200,
    json: {
      data: described(run),
      included: Object.entries(included).flatMap(([name, each]) => (wanted.includes(name) ? [each] : [])),
    },
  };
}

function step({ origin }: HcpEndpoint, { hasChanges }: Run, { id, kind, status }: Step) {
  const attributes = { status, 'has-changes': hasChanges, 'log-read-url': `${origin}/logs/${id}` };
  return thing(kind === 'plan' ? 'plans' : 'applies', id, attributes);
}

function act(run: Run | undefined, action: string | undefined): Answer {
  if (!run) {
    return MISSING;
  }
  if (action === 'cancel' ? !run.isCancelable : !run.isConfirmable) {
    return refused(409, 'transition not allowed');
  }
  ({ apply: () => run.confirm(), discard: () => run.discard(), cancel: () => run.cancel() })[action as 'apply']();
  return { status: 202, json: null };
}
