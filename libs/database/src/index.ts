export { MysqlDatabase, type MysqlDatabaseProps } from './mysql-database';
