import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { describeLife } from './life';

const SNAPSHOT = 'before-the-move';

/** An environment that begins with another's data, whose tasks have addresses of their own on instances. */
describeLife({
  stack: 'dev',
  says: `{
    name: 'dev',
    aws: { region: 'us-east-1' },
    network: { cidr: '10.10.0.0/16' },
    capacity: { market: 'on-demand', instanceTypes: ['t3.medium'], keyPair: 'operators', instances: { min: 1, max: 3 } },
    web: { networkMode: 'awsvpc' },
    sessions: { store: 'redis', nodes: 2, snapshotDays: 1, snapshotWindow: '01:00-02:00', maintenanceWindow: 'sun:03:00-sun:04:00' },
    database: { multiAz: true, restoreFrom: '${SNAPSHOT}' },
    removal: 'delete',
  }`,
  prepare: async (configuration) => {
    const rds = new RDSClient(configuration);
    const DBInstanceIdentifier = 'elsewhere';
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier,
        DBName: 'shop',
        DBInstanceClass: 'db.t4g.micro',
        Engine: 'mysql',
        EngineVersion: '8.4',
        AllocatedStorage: 20,
        StorageEncrypted: true,
        MasterUsername: 'root',
        MasterUserPassword: 'not-the-one-it-gets',
      }),
    );
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier: SNAPSHOT }));
    await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true }));
  },
  // The snapshot has done its part, and nothing changes when it goes.
  edit: [`, restoreFrom: '${SNAPSHOT}'`, ''],
  planned: [],
  left: [`rds:snapshot ${SNAPSHOT}`],
});
