export { ContainerLogs, type ContainerLogsProps } from './container-logs';
export { EnvironmentAlarms, type EnvironmentAlarmsProps } from './environment-alarms';
export { EnvironmentDashboard, type EnvironmentDashboardProps } from './environment-dashboard';
export { FailureEvents, type FailureEventsProps } from './failure-events';
export { MonthlyBudget, type MonthlyBudgetProps } from './monthly-budget';
export { Notifications, type NotificationsProps } from './notifications';
export { PhpErrors, type PhpErrorsProps } from './php-errors';
