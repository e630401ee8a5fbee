# Stand-in for Alpine with Apache and PHP: Debian's packages under the paths of Alpine.
ARG DEBIAN_IMAGE
FROM ${DEBIAN_IMAGE}
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Options::=--force-unsafe-io \
        apache2 \
        ca-certificates \
        libapache2-mod-php8.2 \
        media-types \
        php8.2-cli \
        php8.2-curl \
        php8.2-igbinary \
        php8.2-intl \
        php8.2-mbstring \
        php8.2-memcached \
        php8.2-mysql \
        php8.2-redis \
        php8.2-sqlite3 \
        php8.2-xml \
        php8.2-zip \
        tzdata \
        wget \
        >/dev/null \
    && rm -rf /var/lib/apt/lists/*
# Certificate authorities of the host, which may be behind a proxy of its own.
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
# apk has nothing to install: the packages above are those that the Dockerfile asks for.
RUN ln -s /bin/true /sbin/apk \
    && ln -s /usr/sbin/apache2 /usr/sbin/httpd \
    && ln -s /usr/bin/php8.2 /usr/bin/php85 \
    && mkdir -p /etc/php85/conf.d \
    && cp /usr/lib/apache2/modules/*.so /usr/lib/apache2/ \
    && ln -s modules/libphp8.2.so /usr/lib/apache2/mod_php85.so \
    && cp /etc/mime.types /etc/apache2/mime.types \
    # Alpine's user of Apache, which the article's image needs.
    && useradd --system --user-group apache
ENV PHP_INI_SCAN_DIR=:/etc/php85/conf.d
