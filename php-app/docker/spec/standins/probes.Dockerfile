# The application's image with what only the tests need: pages, a job, a migration that waits, and the tests' authority.
ARG APPLICATION_IMAGE
ARG SERVICES_IMAGE
FROM ${SERVICES_IMAGE} AS services
FROM ${APPLICATION_IMAGE}
USER 0
COPY --from=services /tls/ca.pem /etc/ssl/certs/tests.pem
COPY session.php public/probe-session.php
COPY routes.php routes/probes.php
COPY LongJob.php app/Jobs/LongJob.php
COPY migration.php database/migrations/9999_01_01_000000_wait.php
# Composer's class map is complete, and does not have the job.
RUN echo "require __DIR__.'/probes.php';" >>routes/web.php \
    && sed -i "2i require_once __DIR__.'/../app/Jobs/LongJob.php';" bootstrap/app.php
USER 10001:0
