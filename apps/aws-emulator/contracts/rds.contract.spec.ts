import {
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  DescribeDBParametersCommand,
  ModifyDBParameterGroupCommand,
  RDSClient,
  ResetDBParameterGroupCommand,
} from '@aws-sdk/client-rds';
import { type Connect, contract, unique } from './contract';

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
});
