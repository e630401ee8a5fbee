# Stand-in for Docker's official image of Composer.
ARG ALPINE_IMAGE
FROM ${ALPINE_IMAGE}
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Options::=--force-unsafe-io composer unzip >/dev/null \
    && rm -rf /var/lib/apt/lists/*
# The host's own settings of Composer, such as a mirror.
COPY composer/ /tmp/
ENV COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_HOME=/tmp
