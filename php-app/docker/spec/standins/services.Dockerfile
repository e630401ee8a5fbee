# Servers that the application uses, for tests: memcached, Redis in place of Valkey, MariaDB, and wrk to measure with.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE}
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Options::=--force-unsafe-io \
        mariadb-server \
        memcached \
        openssl \
        redis-server \
        wrk \
        >/dev/null \
    && rm -rf /var/lib/apt/lists/*
# A certificate authority of the tests, and one certificate for the servers' names in the tests' network.
WORKDIR /tls
RUN openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=Authority -keyout ca.key -out ca.pem \
    && openssl req -newkey rsa:2048 -nodes -subj /CN=servers -addext subjectAltName=DNS:database,DNS:valkey -keyout key.pem -out csr \
    && openssl x509 -req -days 3650 -in csr -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy -out cert.pem \
    && chmod 644 key.pem
COPY database.sql /database.sql
