import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { Deployment } from '@laravel-ecs/config';
import type { Capacity } from '@laravel-ecs/ecs';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

/** A deployment, of which Terraform may have to find out one thing or the other. */
type Described = Omit<Deployment, 'assignPublicIp'> & Pick<Capacity, 'assignPublicIp'>;

/** A {@link Deployment} in an SSM parameter. */
export class DeploymentRecord extends Construct {
  constructor(scope: Construct, id: string, { parameter, deployment }: { parameter: string; deployment: Described }) {
    super(scope, id);
    new SsmParameter(this, 'Parameter', {
      name: parameter,
      description: 'What was built here, for releases. Written by Terraform.',
      type: 'String',
      insecureValue: Fn.jsonencode(deployment),
    });
  }
}
