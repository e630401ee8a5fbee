import { ElasticacheSubnetGroup } from '@cdktf/provider-aws/lib/elasticache-subnet-group';
import { SecurityGroup, type Vpc } from '@laravel-ecs/network';
import { Construct } from 'constructs';

/** What every kind of cache says about where it stands and who may use it. */
export interface CachePlacementProps {
  /** Network whose private subnets hold the nodes. */
  readonly vpc: Vpc;

  /** Group whose members may connect, and nobody else. */
  readonly clients: SecurityGroup;
}

/** Private subnets and a security group of its own for a cache. */
export class CachePlacement extends Construct {
  readonly subnetGroupName: string;
  readonly securityGroupIds: string[];

  constructor(scope: Construct, id: string, { vpc, clients, port }: CachePlacementProps & { readonly port: number }) {
    super(scope, id);
    const name = vpc.nameOf('sessions');
    this.subnetGroupName = new ElasticacheSubnetGroup(this, 'Subnets', {
      name,
      subnetIds: [...vpc.privateSubnetIds],
    }).name;

    const group = new SecurityGroup(this, 'SecurityGroup', { vpc, name: 'sessions', description: 'Session store' });
    group.allowFromGroup(clients, port, 'Instances');
    this.securityGroupIds = [group.id];
  }
}
