import { type Attributes, blocks, list } from './attributes';

/** Resources that hold rules of connections that come in. */
const GROUP_TYPES = ['aws_security_group', 'aws_default_security_group'];

/** Resources that let connections in. Each spells it in its own way. */
export const INGRESS_TYPES = ['aws_vpc_security_group_ingress_rule', 'aws_security_group_rule', ...GROUP_TYPES];

const WORLD = ['0.0.0.0/0', '::/0'];

/** Whether a resource lets the whole world in on a port. */
export function opensToTheWorld(resource: Attributes, type: string, port: number): boolean {
  return (GROUP_TYPES.includes(type) ? blocks(resource['ingress']) : [resource]).some((rule) => lets(rule, port));
}

function lets(rule: Attributes, port: number): boolean {
  const ranges = [rule['cidr_ipv4'], rule['cidr_ipv6'], rule['cidr_blocks'], rule['ipv6_cidr_blocks']].flatMap(list);
  const { type = 'ingress', from_port: from, to_port: to } = rule;
  const protocol = rule['ip_protocol'] ?? rule['protocol'];
  return (
    type === 'ingress' &&
    ranges.some((range) => WORLD.includes(String(range))) &&
    (String(protocol) === '-1' || protocol === 'all' || (Number(from) <= port && port <= Number(to)))
  );
}
