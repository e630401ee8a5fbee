"""What the scheduler of ECS needs: records of tasks and deployments, the world as it reads it, and its reports."""
