import type { Look, Resources } from '../terraform/stack';
import { dataLosses } from './losses';

const keep = { lifecycle: { prevent_destroy: true } };
const PROTECTED: Resources = { aws_secretsmanager_secret: { Secret: keep }, aws_lb: { Kept: keep, Other: {} } };

const look = (action: string, address: string, prevented: readonly string[] = []): Look => ({
  changes: [{ action, address, attributes: [] }],
  warnings: [],
  empty: false,
  prevented,
});

describe('dataLosses', () => {
  test.each([
    'aws_db_instance.Database',
    'aws_elasticache_replication_group.Sessions',
    'aws_secretsmanager_secret.Secret',
    'aws_ecr_repository.Images',
    'aws_s3_bucket.Logs',
    'aws_kms_key.Key',
  ])('finds %s in a protected environment', (address) => {
    expect(dataLosses(look('delete', address), PROTECTED)).toHaveLength(1);
    expect(dataLosses(look('replace', address), {}, PROTECTED)).toHaveLength(1);
    expect(dataLosses(look('update', address), PROTECTED)).toEqual([]);
    expect(dataLosses(look('delete', address), {})).toEqual([]);
  });

  test('finds whatever Terraform is told to keep', () => {
    expect(dataLosses(look('replace', 'aws_lb.Kept'), PROTECTED)).toHaveLength(1);
    expect(dataLosses(look('replace', 'aws_lb.Other'), PROTECTED)).toEqual([]);
    expect(dataLosses(look('replace', 'aws_lb.Other', ['aws_lb.Other']), PROTECTED)).toHaveLength(1);
  });
});
