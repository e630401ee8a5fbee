import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { Deployment } from '@laravel-ecs/config';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

/** A {@link Deployment} in an SSM parameter. */
export class DeploymentRecord extends Construct {
  constructor(scope: Construct, id: string, { parameter, deployment }: { parameter: string; deployment: Deployment }) {
    super(scope, id);
    new SsmParameter(this, 'Parameter', {
      name: parameter,
      description: 'What was built here, for releases. Written by Terraform.',
      type: 'String',
      insecureValue: Fn.jsonencode(deployment),
    });
  }
}
