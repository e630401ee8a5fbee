import type { Look } from '../terraform/planned';
import type { Resources } from '../terraform/synthesized-stack';
import { dataLosses } from './losses';

const keep = { lifecycle: { prevent_destroy: true } };
const PROTECTED: Resources = { aws_secretsmanager_secret: { Secret: keep }, aws_lb: { Kept: keep, Other: {} } };

const look = (
  action: string,
  address: string,
  { prevented = [], isProtectedAsDeployed }: { prevented?: readonly string[]; isProtectedAsDeployed?: boolean } = {},
): Look => ({
  changes: [{ action, address, attributes: [] }],
  warnings: [],
  empty: false,
  prevented,
  isProtectedAsDeployed,
});

const losses = (...of: Parameters<typeof dataLosses>) => dataLosses(...of).changes;

describe('dataLosses', () => {
  test.each([
    'aws_db_instance.Database',
    'aws_elasticache_replication_group.Sessions',
    'aws_secretsmanager_secret.Secret',
    'aws_ecr_repository.Images',
    'aws_s3_bucket.Logs',
    'aws_kms_key.Key',
  ])('finds %s in a protected environment', (address) => {
    expect(losses(look('delete', address), PROTECTED, {})).toHaveLength(1);
    expect(losses(look('replace', address), {}, PROTECTED)).toHaveLength(1);
    expect(losses(look('update', address), PROTECTED, PROTECTED)).toEqual([]);
    expect(losses(look('delete', address), {}, {})).toEqual([]);
  });

  test('finds whatever Terraform is told to keep', () => {
    expect(losses(look('replace', 'aws_lb.Kept'), PROTECTED, {})).toHaveLength(1);
    expect(losses(look('replace', 'aws_lb.Other'), PROTECTED, {})).toEqual([]);
    expect(losses(look('replace', 'aws_lb.Other', { prevented: ['aws_lb.Other'] }), PROTECTED, {})).toHaveLength(1);
  });

  const database = (isProtectedAsDeployed?: boolean) =>
    look('delete', 'aws_db_instance.Db', isProtectedAsDeployed === undefined ? {} : { isProtectedAsDeployed });

  test('takes for protected what is deployed so, whatever was changed and not deployed', () => {
    expect(dataLosses(database(true), {}, {})).toMatchObject({ changes: [{}], isProtected: true });
    expect(losses(database(false), {}, PROTECTED)).toHaveLength(1);
  });

  test('lets nothing go of which it can’t be known', () => {
    expect(dataLosses(database(), {}, undefined)).toMatchObject({ changes: [{}], isProtected: false });
    expect(dataLosses(database(false), {}, undefined).changes).toEqual([]);
    expect(dataLosses(database(true), {}, undefined)).toMatchObject({ changes: [{}], isProtected: true });
    expect(losses(look('delete', 'aws_lb.Other'), {}, undefined)).toEqual([]);
  });
});
