import {
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  DescribeDBParametersCommand,
  ModifyDBInstanceCommand,
  ModifyDBParameterGroupCommand,
  RDSClient,
  ResetDBParameterGroupCommand,
} from '@aws-sdk/client-rds';
import {
  CancelRotateSecretCommand,
  DescribeSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Connect, contract, given, unique } from './contract';

async function groupWithSlowQueryLog(connect: Connect) {
  const rds = connect(RDSClient);
  const DBParameterGroupName = unique('group');
  const parameter = { ParameterName: 'slow_query_log', ParameterValue: '1', ApplyMethod: 'immediate' } as const;
  await rds.send(
    new CreateDBParameterGroupCommand({ DBParameterGroupName, DBParameterGroupFamily: 'mysql8.4', Description: 'x' }),
  );
  await rds.send(new ModifyDBParameterGroupCommand({ DBParameterGroupName, Parameters: [parameter] }));
  const setByUser = async () => {
    const { Parameters } = await rds.send(new DescribeDBParametersCommand({ DBParameterGroupName, Source: 'user' }));
    return Parameters;
  };
  return { rds, DBParameterGroupName, parameter, setByUser };
}

describe('RDS', () => {
  contract('knows which parameters were set by a user', async (connect) => {
    const { setByUser } = await groupWithSlowQueryLog(connect);
    expect(await setByUser()).toMatchObject([{ ParameterName: 'slow_query_log', ParameterValue: '1', Source: 'user' }]);
  });

  contract('sets a parameter back', async (connect) => {
    const { rds, DBParameterGroupName, parameter, setByUser } = await groupWithSlowQueryLog(connect);
    await rds.send(new ResetDBParameterGroupCommand({ DBParameterGroupName, Parameters: [parameter] }));
    expect(await setByUser()).toEqual([]);
  });

  contract('gives each database a resource id of its own', async (connect) => {
    const rds = connect(RDSClient);
    const create = async () => {
      const { DBInstance } = await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: unique('database'),
          DBInstanceClass: 'db.t4g.micro',
          Engine: 'mysql',
          AllocatedStorage: 20,
          MasterUsername: 'app',
          MasterUserPassword: unique('password'),
        }),
      );
      return DBInstance?.DbiResourceId;
    };
    expect(await create()).not.toBe(await create());
  });

  contract('knows how closely an instance is watched, from the start and after a change', async (connect) => {
    const rds = connect(RDSClient);
    const DBInstanceIdentifier = unique('database');
    const { DBInstance } = await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier,
        DBInstanceClass: 'db.t4g.medium',
        Engine: 'mariadb',
        EngineVersion: '11.8',
        AllocatedStorage: 20,
        MasterUsername: 'app',
        MasterUserPassword: unique('password'),
        MonitoringInterval: 60,
        MonitoringRoleArn: 'arn:aws:iam::123456789012:role/monitoring',
        EnablePerformanceInsights: true,
      }),
    );
    expect(DBInstance).toMatchObject({ MonitoringInterval: 60, PerformanceInsightsEnabled: true });
    const changed = await rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier, MonitoringInterval: 0, EnablePerformanceInsights: false }),
    );
    expect(changed.DBInstance).toMatchObject({ MonitoringInterval: 0, PerformanceInsightsEnabled: false });
  });

  contract('changes the password that it looks after by a schedule, until that is ended', async (connect) => {
    const { DBInstance } = await connect(RDSClient).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: unique('database'),
        DBInstanceClass: 'db.t4g.micro',
        Engine: 'mysql',
        AllocatedStorage: 20,
        MasterUsername: 'app',
        ManageMasterUserPassword: true,
      }),
    );
    const SecretId = given(DBInstance?.MasterUserSecret?.SecretArn);
    const secrets = connect(SecretsManagerClient);
    const RotationRules = { ScheduleExpression: 'cron(0 3 ? * SUN *)', Duration: '1h' };
    await secrets.send(new RotateSecretCommand({ SecretId, RotateImmediately: false, RotationRules }));
    expect(await secrets.send(new DescribeSecretCommand({ SecretId }))).toMatchObject({
      RotationEnabled: true,
      RotationRules,
    });
    await secrets.send(new CancelRotateSecretCommand({ SecretId }));
    expect(await secrets.send(new DescribeSecretCommand({ SecretId }))).toMatchObject({ RotationEnabled: false });
  });
});
